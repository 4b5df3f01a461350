"""The notice of the follow-up survey: said to each person some weeks before it opens, by a rule of the programme."""

from datetime import timedelta

from cohorts.models import Place
from common.dates import in_london
from evaluation.models import Invitation
from evaluation.notice_messages import NOTICE
from evaluation.timing import morning_of
from messaging.actions import Draft
from messaging.hours import sending_day_until
from messaging.rules import Numbers

# The one rule of it.
BEFORE_IT_OPENS = "before"


def notice_days(programme_ref: str) -> int | None:
    """Return how many days from the opening of the follow-up its notice is said (below 0); None where it is not."""
    return Numbers(NOTICE).of(programme_ref).get(BEFORE_IT_OPENS)


def notice_of(invitation: Invitation, place: Place, days: int) -> Draft:
    """Return the notice of one follow-up survey; too late once the survey is there.

    It is said once: where the survey moves after that, the invitation itself comes on the new day.
    """
    day = in_london(invitation.opens_at).date() + timedelta(days=days)
    return Draft(
        key=f"{NOTICE}:{place.pk}:{invitation.pk}",
        person=place.person,
        purpose=NOTICE,
        due_at=morning_of(sending_day_until(day)),
        stale_after=invitation.opens_at,
        subject_key=invitation.subject_key,
        programme_ref=place.programme.ref,
        data={"invitation": invitation.pk},
    )
