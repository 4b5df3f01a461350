"""`make months`: eighteen months over a thousand people, and whether each was told exactly what was due to them."""

import argparse
import sys
import time
from datetime import date

from benchmarks.room import scratch_database
from chaos import lives

# A Monday; the clocks change four times until the end.
BEGAN = date(2027, 2, 1)


def main() -> int:
    """Live through it; return the exit code."""
    parser = argparse.ArgumentParser(prog="make months", description=__doc__)
    parser.add_argument("--people", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    words = parser.parse_args()
    script = lives.write(people=words.people, seed=words.seed, began=BEGAN)
    with scratch_database():
        # Only now do the settings know the database.
        from django.conf import settings  # noqa: PLC0415

        from chaos import due, months  # noqa: PLC0415

        settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
        began = time.monotonic()
        world = months.Months(script)
        world.live()
        said = world.said()
    missing, extra = months.differences(script, said)
    for what, rows in (("Not said", missing), ("Said and not due", extra)):
        for row in rows[:20]:
            print(f"{what}: {row}")
    days = len(due.days_to_live(script))
    print(
        f"{words.people} people, {days} days on which something happened until {script.on(script.days):%B %Y}, seed"
        f" {words.seed}: {len(said)} messages; {len(missing)} were due and not said, {len(extra)} said and not due."
        f" In {time.monotonic() - began:.0f} s."
    )
    return 1 if missing or extra else 0


if __name__ == "__main__":
    sys.exit(main())
