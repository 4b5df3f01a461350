"""Writing finished answers as rows: one for the website, thousands for a file, in one way."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import models, transaction

from cohorts.models import Programme
from cohorts.recruitment.answers import Answers
from cohorts.recruitment.models import Application, CohortChoice, SelectionAnswer
from common.dates import in_london
from people.actions.consents import give
from people.actions.needs import record_need
from people.actions.persons import set_contact_order
from people.models import Consent, ContactMethod, Need, Person
from people.needs import BY_SLUG

BATCH = 500
# Needs are asked again after twelve months.
REVIEW_AFTER = timedelta(days=365)


@dataclass
class New:
    """One application to write. `person` is somebody already known, else a new person is made.

    `application` is the draft that becomes the application, where there is one. `sign_in_email` is set where the
    address may open the door: it was proved, or staff vouch for the file.
    """

    answers: Answers
    application: Application
    person: Person | None = None
    sign_in_email: str | None = None
    possible_duplicate_of: Person | None = None
    is_new_person: bool = False


def make_person(*, new: New, now: datetime) -> Person:
    """Return an unsaved person of these answers."""
    person = Person(created_at=now, email=new.sign_in_email)
    person.set_unusable_password()
    _take_details(person, new.answers)
    return person


def _take_details(person: Person, answers: Answers) -> None:
    """Copy the answers that are about the person; an empty one never wipes out what is known."""
    names = ("given_name", "family_name", "known_as", "mobile", "phone", "address", "postcode", "outward_code")
    for name in (*names, "safe_times", "language"):
        if getattr(answers, name):
            setattr(person, name, getattr(answers, name))
    person.easy_read = person.easy_read or answers.easy_read
    if answers.email and answers.email != person.email:
        person.contact_email = answers.email


def fill(*, application: Application, answers: Answers) -> Application:
    """Copy the answers to the row, unsaved, and empty the draft."""
    copied = (
        "role", "available_all_dates", "availability_note", "motivation", "experience", "project_idea", "travel_mode",
        "travel_limit_km", "heard_from", "job_title", "employer", "manager_name", "manager_email", "with_partner",
        "supporter_comes",
    )  # fmt: skip
    for name in copied:
        setattr(application, name, getattr(answers, name))
    application.meeting_times = list(answers.meeting_times)
    application.topics = list(answers.topics)
    if answers.outreach_link is not None:
        # What somebody says counts for more than the link that their browser followed last.
        application.outreach_link_id = answers.outreach_link
    application.partner_name_given = answers.partner_name
    application.partner_ref_given = answers.partner_ref
    application.draft = None
    return application


@transaction.atomic
def write_all(*, news: Sequence[New], programme: Programme, channel: str, now: datetime, by: Person | None) -> None:
    """Write every application with its person, choices, needs, methods, consents and selection answers.

    `by` is who recorded them; None where each person answered for themselves.

    Raises:
        IntegrityError: somebody has an application in this programme already.
    """
    _write_people(news, now)
    for new in news:
        application = fill(application=new.application, answers=new.answers)
        application.programme, application.person = programme, new.person
        application.possible_duplicate_of = new.possible_duplicate_of
        application.state, application.submitted_at = Application.State.SUBMITTED, now
        application.saved_at = now
    drafts = [new.application for new in news if new.application.pk is not None]
    _create(Application, [new.application for new in news if new.application.pk is None])
    for draft in drafts:
        draft.save()
    _write_parts(news, channel, now, by)


def _write_people(news: Sequence[New], now: datetime) -> None:
    for new in news:
        new.is_new_person = new.person is None
        if new.person is None:
            new.person = make_person(new=new, now=now)
        else:
            _take_details(new.person, new.answers)
            new.person.save()
    _create(Person, [new.person for new in news if new.is_new_person and new.person is not None])


def _write_parts(news: Sequence[New], channel: str, now: datetime, by: Person | None) -> None:
    def rows(of: Callable[[New, Person], Iterable[Any]], some: Iterable[New]) -> list[Any]:
        return [row for new in some if new.person is not None for row in of(new, by or new.person)]

    _create(CohortChoice, rows(_choices, news))
    _create(SelectionAnswer, rows(_selection, news))
    strangers = [new for new in news if new.is_new_person]
    _create(ContactMethod, rows(_methods, strangers))
    _create(Need, rows(lambda new, who: _needs(new, who, now), strangers))
    _create(Consent, rows(lambda new, who: _consents(new, who, channel, now), strangers))
    for new in news:
        if new.person is not None and not new.is_new_person:
            _add_to_known(new.answers, new.person, by or new.person, channel, now)


def _add_to_known(answers: Answers, person: Person, by: Person, channel: str, now: datetime) -> None:
    """Add to what is known of somebody; what they said before stands beside it."""
    if answers.methods:
        set_contact_order(person=person, methods=answers.methods, by=by, now=now)
    for slug in dict.fromkeys(answers.needs):
        record_need(person=person, slug=slug, note=_note(answers, slug), by=by, now=now)
    for text in answers.consents:
        give(person=person, text=text, by=by, channel=channel, now=now)


def _create(model: type[models.Model], rows: Sequence[Any]) -> None:
    if rows:
        model._default_manager.bulk_create(rows, batch_size=BATCH)  # noqa: SLF001 - Django documents it


def _choices(new: New, _by: Person) -> Iterable[CohortChoice]:
    for rank, (cohort, km) in enumerate(new.answers.choices, start=1):
        yield CohortChoice(application=new.application, cohort_id=cohort, rank=rank, distance_km=km)


def _selection(new: New, _by: Person) -> Iterable[SelectionAnswer]:
    for category, value in new.answers.selection.items():
        yield SelectionAnswer(application=new.application, category=category, value=value)


def _methods(new: New, _by: Person) -> Iterable[ContactMethod]:
    for position, method in enumerate(new.answers.methods, start=1):
        yield ContactMethod(person=new.person, method=method, position=position)


def _note(answers: Answers, slug: str) -> str:
    """Words of one's own belong to "something else"."""
    return answers.needs_note if slug == "other" else ""


def _needs(new: New, by: Person, now: datetime) -> Iterable[Need]:
    for slug in dict.fromkeys(new.answers.needs):
        yield Need(
            person=new.person,
            category=BY_SLUG[slug].category,
            slug=slug,
            note=_note(new.answers, slug) or None,
            recorded_by=by,
            recorded_at=now,
            review_due_on=in_london(now).date() + REVIEW_AFTER,
        )


def _consents(new: New, by: Person, channel: str, now: datetime) -> Iterable[Consent]:
    for text in new.answers.consents:
        yield Consent(
            person=new.person,
            purpose=text.purpose,
            version=text.version,
            text_hash=text.shown_hash,
            channel=channel,
            given_at=now,
            given_by=by,
        )
