"""A death: recorded once, undone where it was an error, and what the family says about public work."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from common.dates import in_london
from people.actions.audit import record
from people.models import Death, Person


class DeathUndoneError(Exception):
    """The death was taken back meanwhile; the text says so."""


@transaction.atomic
def record_death(*, person: Person, died_on: date | None, told_by: str, by: Person, now: datetime) -> Death:
    """Record that somebody has died. From this transaction on nothing is sent to them and nobody signs in as them.

    Where the day is not known, `deceased_on` holds the day on which we were told. Twice gives one death.
    """
    Person.objects.select_for_update().get(pk=person.pk)
    standing = Death.objects.standing().filter(person=person).first()
    if standing is not None:
        return standing
    death = Death.objects.create(person=person, died_on=died_on, told_by=told_by, recorded_at=now, recorded_by=by)
    person.deceased_on = died_on or in_london(now).date()
    person.save(update_fields=["deceased_on"])
    record(by=by, action="death.record", about=death, now=now, fields=["deceased_on"])
    return death


@transaction.atomic
def undo_death(*, death: Death, by: Person, now: datetime) -> Death:
    """Take back a death that was recorded in error; the row stays. Twice changes nothing."""
    Person.objects.select_for_update().get(pk=death.person_id)
    death = Death.objects.locked().get(pk=death.pk)
    if death.undone_at is not None:
        return death
    death.undone_at, death.undone_by = now, by
    death.save(update_fields=["undone_at", "undone_by"])
    Person.objects.filter(pk=death.person_id).update(deceased_on=None)
    record(by=by, action="death.undo", about=death, now=now, fields=["deceased_on", "undone_at"])
    return death


@transaction.atomic
def record_family_answer(*, death: Death, agrees: bool, by: Person, now: datetime) -> Death:
    """Record whether the family agrees that the person's public work is shown. The latest answer counts.

    Raises:
        DeathUndoneError: the death was recorded in error.
    """
    death = Death.objects.locked().get(pk=death.pk)
    if death.undone_at is not None:
        raise DeathUndoneError(_("This death was recorded in error, and is taken back."))
    if death.family_agrees is agrees:
        return death
    death.family_agrees, death.family_asked_at, death.family_asked_by = agrees, now, by
    death.save(update_fields=["family_agrees", "family_asked_at", "family_asked_by"])
    record(by=by, action="death.family_answer", about=death, now=now, fields=["family_agrees"])
    return death
