"""Two records of one human being become one. Nothing is repointed: the one that goes is marked with where it went."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from cohorts.actions.versions import NotAllowedError
from cohorts.models import Place
from cohorts.recruitment.models import Application
from common.words import say_ref
from people.actions.audit import record
from people.actions.persons import set_contact_order
from people.models import ContactMethod, Person

State = Application.State
UNDECIDED = frozenset({State.SUBMITTED, State.ELIGIBLE, State.NOT_ELIGIBLE})
COPIED = ("given_name", "family_name", "known_as", "mobile", "phone", "address", "postcode", "safe_times")


@transaction.atomic
def merge_people(*, application: Application, taken: Collection[str], by: Person, now: datetime) -> Application:
    """Say that the person of an application is the one whom it may duplicate.

    The known record stays, unless only the newer one holds a place. The record that stays takes the fields in `taken`
    from the other. Where the known person has an application to the programme already, that one counts and this one is
    withdrawn. Twice changes nothing.

    Raises:
        NotAllowedError: both hold a place, or something hangs on the record that would go.
    """
    row = Application.objects.locked().get(pk=application.pk)
    if row.possible_duplicate_of_id is None or row.person_id is None:
        return row
    pks = (row.possible_duplicate_of_id, row.person_id)
    people = {person.pk: person for person in Person.objects.filter(pk__in=pks).order_by("pk").locked()}
    known, newcomer = people[row.possible_duplicate_of_id], people[row.person_id]
    stays, goes = _who_stays(known, newcomer)
    _refuse_what_hangs(row, goes)
    if stays == known:
        _join(row, known, now)
    row.possible_duplicate_of = None
    row.save(update_fields=["state", "withdrawn_at", "person", "possible_duplicate_of"])
    if known != newcomer:
        _take(stays, goes, frozenset(taken), by, now)
        _mark(goes, stays)
        record(by=by, action="person.merge", about=goes, now=now, fields=["merged_into"])
    record(by=by, action="application.same_person", about=row, now=now, fields=["person"])
    return row


def _who_stays(known: Person, newcomer: Person) -> tuple[Person, Person]:
    """Return (who stays, who goes): a record with a place cannot go, for nothing would reach its person any more."""
    places = Place.objects.in_use().filter(person__in=[known, newcomer]).select_related("cohort", "programme")
    having = {place.person_id: place for place in places}
    if known != newcomer and len(having) == 2:
        sentence = _(
            "%(known)s and %(newcomer)s both have a place: one in %(one)s (%(one_programme)s), one in %(other)s "
            "(%(other_programme)s). "
            "One person holds one place. Withdraw one of the two first, or say that they are different people."
        )
        one, other = having[known.pk], having[newcomer.pk]
        values = {"known": known, "newcomer": newcomer, "one": one.cohort.name, "other": other.cohort.name}
        programmes = {"one_programme": one.programme, "other_programme": other.programme}
        raise NotAllowedError(sentence % {**values, **programmes})
    return (newcomer, known) if newcomer.pk in having else (known, newcomer)


def _refuse_what_hangs(row: Application, goes: Person) -> None:
    """Refuse to retire a record on which something hangs that would be lost with it."""
    if goes.is_staff or goes.memberships.current().exists():
        raise NotAllowedError(_("%(name)s works on a programme, so this record has to stay.") % {"name": goes})
    live = Application.objects.of(goes).submitted().exclude(state=State.WITHDRAWN).exclude(pk=row.pk)
    other = live.select_related("programme").first()
    if other is not None:
        sentence = _(
            "%(name)s has another application, number %(ref)s to %(programme)s. Withdraw it first, or settle it there."
        )
        raise NotAllowedError(sentence % {"name": goes, "ref": say_ref(other.ref), "programme": other.programme})


def _join(row: Application, known: Person, now: datetime) -> None:
    if row.state not in UNDECIDED:
        raise NotAllowedError(_("This application has gone further. Settle duplicates before the draw."))
    others = Application.objects.filter(person=known, programme=row.programme_id)
    if others.exclude(state=State.WITHDRAWN).exclude(pk=row.pk).exists():
        row.state, row.withdrawn_at = State.WITHDRAWN, now
    row.person = known


def _take(stays: Person, goes: Person, taken: frozenset[str], by: Person, now: datetime) -> None:
    """Copy what was chosen. An address for signing in moves where the record that stays has none."""
    changes = {name: getattr(goes, name) for name in COPIED if name in taken and getattr(goes, name)}
    if "postcode" in changes:
        changes["outward_code"] = goes.outward_code
    if "email" in taken and goes.reachable_email:
        changes["contact_email"] = "" if goes.reachable_email == stays.email else goes.reachable_email
    if stays.email is None and goes.email is not None:
        changes["email"] = goes.email
        Person.objects.filter(pk=goes.pk).update(email=None, contact_email=goes.contact_email or goes.email)
    if changes:
        Person.objects.filter(pk=stays.pk).update(version=F("version") + 1, **changes)
        record(by=by, action="person.change", about=stays, now=now, fields=changes)
    methods = list(ContactMethod.objects.filter(person=goes).order_by("position").values_list("method", flat=True))
    if "contact" in taken and methods:
        set_contact_order(person=stays, methods=methods, by=by, now=now)


def _mark(goes: Person, stays: Person) -> None:
    """Mark a record with where it went; whatever led to it before leads on."""
    Person.objects.filter(pk=goes.pk).update(merged_into=stays)
    Person.objects.filter(merged_into=goes).exclude(pk=stays.pk).update(merged_into=stays)
    Application.objects.filter(possible_duplicate_of=goes).exclude(person=stays).update(possible_duplicate_of=stays)
