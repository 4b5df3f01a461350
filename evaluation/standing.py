"""Whether an invitation takes answers now, and if not, why not. Pages and messages go by the same rule."""

from datetime import datetime, timedelta
from enum import Enum

from cohorts.models import Cohort
from evaluation.models import Invitation


class Standing(Enum):
    """Where one invitation stands."""

    OPEN = "open"
    EARLY = "early"
    CLOSED = "closed"
    ANSWERED = "answered"
    TAKEN_BACK = "taken back"
    LEFT_EVALUATION = "left the evaluation"
    LEFT_PROGRAMME = "left the programme"
    NO_CONSENT = "no consent"
    CALLED_OFF = "cohort cancelled"


# What was filled in on time and came by post is keyed until then.
POST_TAKES = timedelta(days=14)


def standing_of(invitation: Invitation, *, now: datetime, on_paper: bool = False) -> Standing:
    """Return where an invitation stands that was read `with_everything_named()`.

    Whoever has answered is told so, whatever happened since. `on_paper`: the answers came by post, which takes time.
    """
    if invitation.answered:
        return Standing.ANSWERED
    stopped = _stopped(invitation)
    if stopped is not None:
        return stopped
    if now < invitation.opens_at:
        return Standing.EARLY
    closes = invitation.closes_at + (POST_TAKES if on_paper else timedelta())
    return Standing.OPEN if now < closes else Standing.CLOSED


def _stopped(invitation: Invitation) -> Standing | None:
    place = invitation.place
    reasons = (
        # Whoever opens the link of somebody who has died reads a plain sentence and nothing about leaving.
        (place.person.deceased_on is not None, Standing.TAKEN_BACK),
        (place.left_evaluation_at is not None, Standing.LEFT_EVALUATION),
        (place.left and not place.stays_in_evaluation, Standing.LEFT_PROGRAMME),
        (not invitation.agreed, Standing.NO_CONSENT),
        (invitation.cohort.state == Cohort.State.CANCELLED, Standing.CALLED_OFF),
        (invitation.cancelled_at is not None, Standing.TAKEN_BACK),
    )
    return next((standing for holds, standing in reasons if holds), None)
