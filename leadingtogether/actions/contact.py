"""Stopping to contact somebody altogether, and beginning again."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from messaging.actions import cancel_all_to
from people.actions.persons import set_do_not_contact
from people.models import Person


@transaction.atomic
def stop_contact(*, person: Person, by: Person, now: datetime) -> int:
    """Contact this person no more: nothing new is sent, and all that waits is stopped. Return how many that were."""
    set_do_not_contact(person=person, value=True, by=by, now=now)
    return cancel_all_to(person=person, why=_("They asked us not to contact them."), now=now, by=by)


@transaction.atomic
def allow_contact(*, person: Person, by: Person, now: datetime) -> None:
    """Contact this person again. What was stopped stays stopped."""
    set_do_not_contact(person=person, value=False, by=by, now=now)
