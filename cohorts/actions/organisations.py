"""Writes to the bodies behind a programme."""

from datetime import datetime

from django.db import transaction

from cohorts.models import Organisation, Programme
from people.actions.audit import record
from people.models import Person


@transaction.atomic
def add_organisation(*, programme: Programme, name: str, part: str, by: Person, now: datetime) -> Organisation:
    """Name a body that controls, hosts or delivers a programme. Naming it twice changes nothing."""
    body, made = Organisation.objects.get_or_create(programme=programme, name=name, part=part)
    if made:
        record(by=by, action="organisation.add", about=body, now=now, fields=["name", "part"])
    return body


@transaction.atomic
def remove_organisation(*, organisation: Organisation, by: Person, now: datetime) -> None:
    """Take a body away from a programme; nothing else depends on it."""
    record(by=by, action="organisation.remove", about=organisation, now=now)
    organisation.delete()
