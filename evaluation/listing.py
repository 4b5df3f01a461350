"""What the page of unanswered surveys shows, worked out in Python so that its template stays plain."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from cohorts.models import Role
from common.addresses import address_of
from common.dates import say_short_date
from common.templatetags.lt import lt_tag
from evaluation.models import Invitation, Response
from evaluation.rates import wave_name
from people.models import ContactMethod, Person
from people.reads import first_ways


@dataclass(frozen=True)
class Unanswered:
    """One line in words; an address that is empty leads nowhere."""

    name: str
    person: str
    role: str
    cohort: str
    wave: str
    closes: str
    way: str
    state: SafeString
    key: str
    of: str


@dataclass(frozen=True)
class Keyed:
    """One survey that staff wrote down, in words."""

    name: str
    wave: str
    note: str
    url: str
    of: str


def keyed_of(responses: Iterable[Response]) -> list[Keyed]:
    """Return the lines of responses that were written down."""
    url, of = address_of("evaluation:key_correct"), _("of %(name)s")
    return [
        Keyed(
            name=asked.place.person.full_name,
            wave=_(asked.wave.title),
            note=f"{say_short_date(one.finished_at)}, {one.keyed_by}" if one.finished_at else "",
            url=url(asked.ref),
            of=of % {"name": asked.place.person},
        )
        for one in responses
        for asked in [one.invitation]
    ]


def unanswered_of(invitations: Sequence[Invitation], *, me: Person) -> list[Unanswered]:
    """Return the lines of invitations that are `not_answered`; what somebody else keys leads `me` nowhere."""
    person, key = address_of("person"), address_of("evaluation:key_answer")
    states = {True: lt_tag(_("Begun"), "blue"), False: lt_tag(_("Not begun"), "grey")}
    of, not_said = _("of %(name)s, %(wave)s"), _("Not said")
    roles, methods = dict(Role.choices), dict(ContactMethod.Method.choices)
    ways = first_ways([one.place.person for one in invitations])
    return [
        Unanswered(
            name=who.full_name,
            person=person(who.ref),
            role=str(roles[one.place.role]),
            cohort=one.cohort.name,
            wave=wave,
            closes=say_short_date(one.closes_at),
            way=str(methods.get(ways.get(who.pk, ""), not_said)),
            state=states[one.begun],
            key=key(one.ref) if not one.begun or one.response.keyed_by_id == me.pk else "",
            of=of % {"name": who, "wave": wave},
        )
        for one in invitations
        for who, wave in [(one.place.person, wave_name(one.wave))]
    ]
