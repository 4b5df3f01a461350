"""Copying a programme to another year: its rules, bodies and cohorts, never its people."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from cohorts.actions.versions import NotAllowedError
from cohorts.models import Cohort, Organisation, Programme, TeamMembership
from common.bank_holidays import years_later
from common.dates import in_london
from people.actions.audit import record
from people.models import Person

# What a programme takes along. Who may see it, when it was made and under which name is its own.
RULES = (
    "strand",
    "workshops",
    "follow_up_months",
    "offer_days",
    "hours_between",
    "involvement_payment",
    "payment_terms",
    "benefits_advice",
    "call_instead",
    "supporter_places",
    "agenda",
)
COHORT_FIELDS = ("name", "pairs_wanted", "area_outward_codes", "area_radius_km", "care_system")


@dataclass(frozen=True)
class Copy:
    """A programme that was copied, its cohorts beside those they come from, and whether it was made just now."""

    programme: Programme
    cohorts: list[tuple[Cohort, Cohort]]
    new: bool


@transaction.atomic
def copy_programme(
    *, source: Programme, name: str, year: int, with_dates: bool, submission_id: UUID, by: Person, now: datetime
) -> Copy:
    """Copy rules, organisations and cohorts of a programme; who copies it coordinates the copy.

    With `with_dates` the dates of recruitment come along, 52 weeks later for each year; a day that has passed by then
    is left empty. The same page sent twice gives the same copy.

    Raises:
        NotAllowedError: there is a programme with this name in that year already.
    """
    Programme.objects.locked().get(pk=source.pk)
    made = Programme.objects.filter(submission_id=submission_id).first()
    if made is not None:
        return Copy(made, [], new=False)
    programme = _new_programme(source, name, year, submission_id, now)
    TeamMembership.objects.create(
        programme=programme,
        person=by,
        role=TeamMembership.Role.COORDINATOR,
        began_on=in_london(now).date(),
        added_by=by,
    )
    Organisation.objects.bulk_create(
        Organisation(programme=programme, name=body.name, part=body.part) for body in source.organisations.all()
    )
    record(by=by, action="programme.copy", about=programme, now=now, fields=["name", "year", *RULES])
    years = year - source.year if with_dates else 0
    return Copy(programme, _copy_cohorts(source, programme, years, by, now), new=True)


def _new_programme(source: Programme, name: str, year: int, submission_id: UUID, now: datetime) -> Programme:
    rules = {field: getattr(source, field) for field in RULES}
    try:
        with transaction.atomic():
            return Programme.objects.create(
                name=name, year=year, copied_from=source, submission_id=submission_id, created_at=now, **rules
            )
    except IntegrityError as error:
        raise NotAllowedError(
            _("There is a programme with this name in that year. Give this one another name.")
        ) from error


def _copy_cohorts(
    source: Programme, programme: Programme, years: int, by: Person, now: datetime
) -> list[tuple[Cohort, Cohort]]:
    today = in_london(now).date()
    pairs = []
    for cohort in source.cohorts.exclude(state=Cohort.State.CANCELLED).select_related("venue").order_by("pk"):
        copy = Cohort(programme=programme, venue=cohort.venue, state_since=now)
        for field in COHORT_FIELDS:
            setattr(copy, field, getattr(cohort, field))
        if years:
            copy.recruitment_opens, copy.recruitment_closes = recruitment_later(cohort, years=years, on=today)
        copy.save()
        record(by=by, action="cohort.copy", about=copy, now=now, fields=["venue", *COHORT_FIELDS])
        pairs.append((cohort, copy))
    return pairs


def recruitment_later(cohort: Cohort, *, years: int, on: date) -> tuple[date | None, date | None]:
    """Return when recruitment of a copy would open and close; a day that has passed by `on` is left out."""
    opens = years_later(cohort.recruitment_opens, years=years) if cohort.recruitment_opens else None
    closes = None
    if cohort.recruitment_closes:
        closes = years_later(cohort.recruitment_closes, years=years, not_before=opens)
    return (opens if opens and opens >= on else None, closes if closes and closes >= on else None)
