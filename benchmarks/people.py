"""Applicants of a cohort, in the states that its stage leaves them in."""

from datetime import date, timedelta

from cohorts.models import Cohort, Role
from cohorts.recruitment.actions.writing import write_all
from cohorts.recruitment.models import Application
from leadingtogether.demo.days import at
from leadingtogether.demo.people import Crowd
from people.models import Consent

# How many of each role a cohort seats.
SEATS = 10
# How many of each role still think about an offer while a cohort is confirming.
OFFERED = 2
# How many of each role travel no further than a kilometre.
NEAR = 3
STATE = Application.State
BEYOND = (STATE.RESERVE, STATE.NOT_DRAWN, STATE.NOT_DRAWN)
WAITING = (STATE.SUBMITTED, STATE.SUBMITTED, STATE.ELIGIBLE, STATE.NOT_ELIGIBLE)


def apply(crowd: Crowd, *, cohort: Cohort, stage: str, count: int, today: date) -> list[Application]:
    """Write so many applications, half of each role, and return them; the first twenty are those who have places."""
    began = at(today, -60)
    half = count // 2
    news = crowd.applicants(cohort=cohort, lay=half, professional=count - half, radius_km=60, began=began)
    news.sort(key=lambda new: new.answers.role)
    by = cohort.programme.memberships.get(role="coordinator").person
    for index, new in enumerate(news):
        if new.application.source != "web":
            new.application.keyed_by, new.application.keyed_at = by, began + timedelta(minutes=index)
    write_all(news=news, programme=cohort.programme, channel=Consent.Channel.WEB, now=began, by=None)
    rows = [new.application for new in news]
    for index, row in enumerate(rows):
        place_in_role = index if row.role == Role.LAY else index - half
        row.state = _state(stage, place_in_role)
        if row.state != STATE.SUBMITTED:
            row.decided_at, row.decided_by = at(today, -40), by
        row.not_eligible_reason = "Cannot come to the dates." if row.state == STATE.NOT_ELIGIBLE else ""
        row.submitted_at = began + timedelta(minutes=index)
        # Somebody to ring about travel in every cohort, so that pages read the same at either size.
        if SEATS <= place_in_role < SEATS + NEAR:
            row.travel_limit_km = 1
    changed = ["travel_limit_km", "state", "decided_at", "decided_by", "not_eligible_reason", "submitted_at"]
    Application.objects.bulk_update(rows, changed, batch_size=200)
    return rows


def _state(stage: str, place_in_role: int) -> str:
    seated = place_in_role < SEATS
    if stage == "confirming" and SEATS <= place_in_role < SEATS + OFFERED:
        return STATE.OFFERED
    if stage in {"running", "finished", "confirming"}:
        return STATE.ACCEPTED if seated else BEYOND[place_in_role % len(BEYOND)]
    return STATE.ELIGIBLE if stage == "selecting" else WAITING[place_in_role % len(WAITING)]
