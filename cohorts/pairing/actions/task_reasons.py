"""Why staff have something to do about pairs."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts.actions.kept_tasks import Reason, keep_tasks
from cohorts.models import Cohort
from cohorts.pairing.actions.care import calls_wanted
from cohorts.pairing.kinds import CALL
from cohorts.pairing.models import Pair
from common.dates import in_london

# How long a pair may be agreed without knowing of it.
INTRODUCE_WITHIN = timedelta(days=7)


def keep_pair_tasks(*, now: datetime) -> int:
    """Keep two kinds of task; return how many changed.

    One for the pairs of a cohort that were made on one day and are not introduced, and one for each wish to be called.
    """
    gone = _("They have been introduced, or have ended.")
    changed = keep_tasks(kind="pairs-to-introduce", reasons=_to_introduce(now), gone=gone, now=now)
    gone = _("They asked again since, do not want a call any more, or have left.")
    return changed + keep_tasks(kind=CALL.slug, reasons=calls_wanted(), gone=gone, now=now)


def _to_introduce(now: datetime) -> Iterator[Reason]:
    waiting = Pair.objects.to_introduce().filter(made_at__lte=now - INTRODUCE_WITHIN)
    counts: dict[tuple[Cohort, date], int] = {}
    for pair in waiting.select_related("cohort").order_by("made_at", "pk"):
        batch = (pair.cohort, in_london(pair.made_at).date())
        counts[batch] = counts.get(batch, 0) + 1
    for (cohort, day), count in counts.items():
        title = ngettext("Introduce %(count)s pair of %(cohort)s", "Introduce %(count)s pairs of %(cohort)s", count)
        yield Reason(
            key=f"pairs-to-introduce:{cohort.pk}:{day}",
            title=title % {"count": count, "cohort": cohort.name},
            programme_id=cohort.programme_id,
            cohort_id=cohort.pk,
            due_on=day + INTRODUCE_WITHIN,
            subject_ref=cohort.ref,
        )
