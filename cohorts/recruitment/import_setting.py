"""What the rows of a file are judged against, read from the database in five queries."""

from cohorts.models import Cohort, Programme
from cohorts.recruitment.imports import Setting
from cohorts.recruitment.lookalikes import Lookalikes
from cohorts.recruitment.models import Application, OutreachLink
from people.models import Person

# Paper forms are keyed after the deadline too; a cohort that is being confirmed or runs takes nobody new.
OPEN_TO_FILES = (Cohort.State.PLANNING, Cohort.State.RECRUITING, Cohort.State.SELECTING)
FIELDS = ("email", "contact_email", "mobile", "given_name", "family_name", "postcode")


def cohorts_of(programme: Programme) -> list[Cohort]:
    """Return the cohorts of a programme that a file may name, with their venues."""
    return list(programme.cohorts.filter(state__in=OPEN_TO_FILES).with_everything_named())


def setting_of(programme: Programme) -> Setting:
    """Return the cohorts that can be chosen, everybody who is known, and who has applied to the programme."""
    people = list(Person.objects.filter(merged_into=None).only(*FIELDS).order_by("pk"))
    applied = Application.objects.submitted().filter(programme=programme).exclude(state="withdrawn")
    # Who applied is compared first, so that a second record of the same person does not hide the application.
    refs = {person: ref for person, ref in applied.values_list("person_id", "ref") if person is not None}
    people.sort(key=lambda person: person.pk not in refs)
    return Setting(
        cohorts=cohorts_of(programme),
        people=Lookalikes(people),
        applied=refs,
        emails_in_use=frozenset(Person.objects.exclude(email=None).values_list("email", flat=True)),  # type: ignore[arg-type]
        codes=_codes_of(programme),
    )


def setting_without_people(programme: Programme) -> Setting:
    """Return what rows are read with, where nobody asks any more who is known."""
    return Setting(cohorts_of(programme), Lookalikes([]), {}, frozenset(), _codes_of(programme))


def _codes_of(programme: Programme) -> dict[str, int]:
    return dict(OutreachLink.objects.filter(partner__programme=programme).values_list("ref", "pk"))
