"""Who is next on the reserve list of a cohort: the first who restores parity and quotas."""

from cohorts.models import Cohort
from cohorts.recruitment.actions.draws import candidates_of, quotas_of
from cohorts.recruitment.lottery_pool import Candidate
from cohorts.recruitment.lottery_reserves import ReserveChoice, next_reserve
from cohorts.recruitment.models import Application, Draw, Offer, Reserve

NOBODY = ReserveChoice(None, (), ())
FREE_SEAT = "free seat"


def next_in_line(*, cohort: Cohort, role: str) -> tuple[ReserveChoice, Reserve | None]:
    """Return who would be offered a free seat of this role, and why others before them were passed over.

    The rules are those of the newest confirmed draw: its quotas, what people said for it, who comes together.
    """
    draw = Draw.objects.filter(cohorts=cohort).confirmed().first()
    if draw is None:
        return NOBODY, None
    known = {candidate.key: candidate for candidate in candidates_of(draw)}
    waiting = {
        reserve.application.ref: reserve
        for reserve in Reserve.objects.filter(cohort=cohort, draw=draw)
        .unused()
        .filter(application__state=Application.State.RESERVE)
        .select_related("application__person", "application__programme", "draw")
        .order_by("role", "position")
    }
    seated = Offer.objects.filter(cohort=cohort, state__in=["open", "accepted"]).exclude(place__state="withdrawn")
    held = [known.get(ref) or Candidate(ref, role) for ref, role in seated.values_list("application__ref", "role")]
    choice = next_reserve(
        leaver=Candidate(FREE_SEAT, role),
        seated=held,
        reserves=[known[ref] for ref in waiting if ref in known],
        quotas=quotas_of(draw),
        groups=draw.result["groups"],
    )
    return choice, waiting.get(choice.key or "")
