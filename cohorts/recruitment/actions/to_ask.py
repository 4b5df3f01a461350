"""Writing down what an applicant was asked later, because the paper had left it blank."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from cohorts import geography
from cohorts.models import Cohort
from cohorts.recruitment.models import Application, CohortChoice
from people.actions.audit import record
from people.actions.persons import set_contact_order
from people.models import Person

YES = "yes"


@transaction.atomic
def answer_what_was_blank(
    *, application: Application, given: Mapping[str, Any], let_go: bool = False, by: Person, now: datetime
) -> list[str]:
    """Write the answers to questions that are still open; return those that stay open.

    `given` holds answers by “page.question”. What somebody else wrote down meanwhile stays. With `let_go` nothing is
    asked any more.
    """
    row = Application.objects.locked().select_related(None).get(pk=application.pk)
    answered = [key for key in row.to_ask if key in given]
    for key in answered:
        WRITERS[key](row, given, by, now)
    row.to_ask = [] if let_go else [key for key in row.to_ask if key not in answered]
    row.version += 1
    row.save()
    record(by=by, action="application.asked", about=row, now=now, fields=[key.split(".")[1] for key in answered])
    return list(row.to_ask)


def _text(key: str, name: str) -> "Writer":
    def write(row: Application, given: Mapping[str, Any], _by: Person, _now: datetime) -> None:
        setattr(row, name, given[key])

    return write


def _dates(row: Application, given: Mapping[str, Any], _by: Person, _now: datetime) -> None:
    row.available_all_dates = {YES: True, "no": False}.get(given["dates.all_dates"])


def _times(row: Application, given: Mapping[str, Any], _by: Person, _now: datetime) -> None:
    row.meeting_times = list(given["meetings.times"])


def _supporter(row: Application, given: Mapping[str, Any], _by: Person, _now: datetime) -> None:
    row.supporter_comes = given["needs.supporter_comes"] == YES


def _partner(row: Application, given: Mapping[str, Any], _by: Person, _now: datetime) -> None:
    row.with_partner = given["partner.together"] == YES
    row.partner_name_given = given.get("partner.partner_name", "") if row.with_partner else ""


def _cohort(row: Application, given: Mapping[str, Any], _by: Person, _now: datetime) -> None:
    cohort = Cohort.objects.select_related("venue").get(programme=row.programme_id, ref=given["cohorts.first"])
    code = row.person.outward_code if row.person else ""
    CohortChoice.objects.get_or_create(
        application=row, cohort=cohort, defaults={"rank": row.choices.count() + 1, "distance_km": _km(code, cohort)}
    )


def _postcode(row: Application, given: Mapping[str, Any], by: Person, now: datetime) -> None:
    postcode = given["address.postcode"]
    code = geography.outward_of(postcode) or ""
    Person.objects.filter(pk=row.person_id).update(postcode=postcode, outward_code=code)
    if row.person is not None:
        record(by=by, action="person.change", about=row.person, now=now, fields=["postcode"])
    for choice in row.choices.select_related("cohort__venue"):
        CohortChoice.objects.filter(pk=choice.pk).update(distance_km=_km(code, choice.cohort))


def _method(row: Application, given: Mapping[str, Any], by: Person, now: datetime) -> None:
    if row.person is not None:
        set_contact_order(person=row.person, methods=[given["methods.first"]], by=by, now=now)


def _km(code: str, cohort: Cohort) -> float | None:
    return geography.distance_from(code, (cohort.venue.latitude, cohort.venue.longitude))


Writer = Callable[[Application, Mapping[str, Any], Person, datetime], None]
WRITERS: dict[str, Writer] = {
    "address.postcode": _postcode,
    "methods.first": _method,
    "job.job_title": _text("job.job_title", "job_title"),
    "job.employer": _text("job.employer", "employer"),
    "job.manager_name": _text("job.manager_name", "manager_name"),
    "cohorts.first": _cohort,
    "dates.all_dates": _dates,
    "travel.mode": _text("travel.mode", "travel_mode"),
    "meetings.times": _times,
    "why.motivation": _text("why.motivation", "motivation"),
    "partner.together": _partner,
    "needs.supporter_comes": _supporter,
}
