"""What the list of reports shows, worked out in Python so that its template stays plain."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts.models import Concern
from common.addresses import address_of
from common.dates import say_datetime, say_short_date
from common.templatetags.lt import lt_label, lt_tag
from common.words import say_ref
from common.working_days import working_days_between


@dataclass(frozen=True)
class Unread:
    """How long a report has waited to be read, and by when the public page promised that it is."""

    state: SafeString
    waited: str
    promised: str


@dataclass(frozen=True)
class Row:
    """One report of the list, in words; one that was read has waited no longer."""

    ref: str
    url: str
    came: str
    by: str
    unread: Unread | None
    read: str
    danger: str | SafeString
    programme: str
    held: str


def rows_of(concerns: Iterable[Concern], *, today: date) -> list[Row]:
    """Return the rows of reports that were fetched `for_lists`."""
    url, no_name, not_known = address_of("cohorts:concern"), _("No name given"), _("Not known")
    return [
        Row(
            ref=say_ref(one.ref),
            url=url(one.ref),
            came=say_datetime(one.reported_at),
            by=one.reported_by.full_name if one.reported_by else no_name,
            unread=None if one.read_at else _unread(one, today),
            read=f"{say_short_date(one.read_at)}, {one.read_by}" if one.read_at else "",
            danger=_danger(one),
            programme=one.programme.name if one.programme else not_known,
            held=_held(one),
        )
        for one in concerns
    ]


def _unread(concern: Concern, today: date) -> Unread:
    waited = working_days_between(timezone.localdate(concern.reported_at), today)
    promised = concern.promised_on
    overdue = today > promised if promised else waited > 0
    return Unread(
        state=lt_tag(_("Overdue"), "red") if overdue else lt_tag(_("Not read yet"), "orange"),
        waited=ngettext("%(days)s working day", "%(days)s working days", waited) % {"days": waited},
        promised=_("promised by %(day)s") % {"day": say_short_date(promised)} if promised else "",
    )


def _danger(concern: Concern) -> str | SafeString:
    if concern.danger == Concern.Danger.YES:
        return lt_tag(_("Yes"), "red")
    return lt_label(concern, "danger") or _("Not said")


def _held(concern: Concern) -> str:
    if concern.closed_at:
        closed = {"day": say_short_date(concern.closed_at), "name": concern.closed_by}
        return _("Closed on %(day)s by %(name)s") % closed
    return concern.held_by.full_name if concern.held_by else _("Nobody yet")
