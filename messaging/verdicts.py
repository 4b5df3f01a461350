"""Whether a message is still to be said, and how it would read now: asked at send time, and by staff before it."""

import logging
from dataclasses import dataclass
from datetime import datetime

from django.db import InterfaceError, OperationalError
from django.utils.translation import gettext as _

from messaging.models import Message
from messaging.purposes import Verdict, not_due, purpose_of
from messaging.rendering import Words, render
from messaging.routing import Route, route_for

log = logging.getLogger(__name__)


def verdict_on(message: Message, *, now: datetime) -> Verdict:
    """Tell whether a message is still to be said: to this person at all, and by the rule of its purpose."""
    person = message.person
    if person.deceased_on is not None:
        return not_due(_("This person has died."))
    if not person.may_be_contacted:
        return not_due(_("This person is not to be contacted."))
    return purpose_of(message.purpose).still_due(message, now)


@dataclass(frozen=True)
class Preview:
    """What would happen to a message if its moment were now."""

    route: Route
    verdict: Verdict
    words: Words | None
    trouble: str = ""


def preview_of(message: Message, *, now: datetime) -> Preview:
    """Return how a message would read and travel now. A mistake in its purpose is told, not raised."""
    route = route_for(message)
    try:
        load = purpose_of(message.purpose).load
        if load is not None and message.loaded is None:
            # Verdict and words need the same rows.
            message.loaded = load([message]).get(message.pk)
        return Preview(route=route, verdict=verdict_on(message, now=now), words=render(message, route))
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        log.exception("Message %s cannot be previewed.", message.ref)
        trouble = _("The words cannot be made (%(error)s). Tell whoever looks after this service.")
        why = trouble % {"error": type(error).__name__}
        return Preview(route=route, verdict=not_due(why), words=None, trouble=why)
