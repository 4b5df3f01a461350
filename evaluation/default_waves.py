"""The five waves of a programme: which of the default questionnaires is asked when."""

from dataclasses import dataclass

from django.utils.translation import gettext_noop

N = gettext_noop


@dataclass(frozen=True)
class WavePlan:
    """When a programme asks which questionnaire; days are counted from the invitation."""

    slug: str
    title: str
    questionnaire: str
    anchor: str
    workshop_number: int | None = None
    window_days: int = 28
    closes_at_first_workshop: bool = False
    reminder_days: tuple[int, ...] = (3, 10)


# Written out, so that each can be translated as a whole.
AFTER_WORKSHOP = (
    N("Survey after workshop 1"),
    N("Survey after workshop 2"),
    N("Survey after workshop 3"),
    N("Survey after workshop 4"),
    N("Survey after workshop 5"),
)


def _after(number: int) -> str:
    return AFTER_WORKSHOP[number - 1] if number <= len(AFTER_WORKSHOP) else N("Survey after a workshop")


def wave_plans(*, workshops: int) -> tuple[WavePlan, ...]:
    """Return the waves of a programme with so many workshops: baseline, one after each workshop, and the follow-up.

    The wave after the last workshop carries all items.
    """
    plans = [
        WavePlan(
            "baseline",
            N("Survey before you start"),
            "baseline",
            "place_accepted",
            None,
            120,
            closes_at_first_workshop=True,
            reminder_days=(3, 10, 21),
        )
    ]
    for number in range(1, workshops + 1):
        last = number == workshops
        plans.append(
            WavePlan(
                f"workshop-{number}",
                N("Survey at the end of the workshops") if last else _after(number),
                "end" if last else "after-workshop",
                "workshop_held",
                number,
                42 if last else 21,
            )
        )
    plans.append(
        WavePlan(
            "follow-up",
            N("Follow-up survey"),
            "follow-up",
            "months_after_last",
            None,
            56,
            reminder_days=(7, 21, 42),
        )
    )
    return tuple(plans)
