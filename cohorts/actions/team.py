"""Writes to the team of a programme. A membership is ended, never deleted."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from cohorts.actions.versions import NotAllowedError
from cohorts.messages.team import INVITATION, SAFEGUARDING_CHANGED
from cohorts.models import Place, Programme, TeamMembership
from common.dates import in_london
from messaging.actions import Draft, queue_many
from people.actions.audit import record
from people.actions.persons import create
from people.models import Person

Role = TeamMembership.Role
SAFEGUARDING = (Role.SAFEGUARDING_LEAD, Role.SAFEGUARDING_DEPUTY)


@dataclass(frozen=True, kw_only=True)
class Newcomer:
    """Somebody to put on a team: their email, and a name for where nobody signs in with it yet."""

    email: str
    given_name: str
    family_name: str = ""


@transaction.atomic
def add_member(*, programme: Programme, who: Newcomer, role: str, by: Person, now: datetime) -> TeamMembership:
    """Put somebody on the team and invite them to sign in. Doing it twice changes nothing and says it once.

    Who signs in with the address already keeps their own name. Whoever looks after the programme is told of a new
    safeguarding lead or deputy, so that nobody becomes one in silence.

    Raises:
        NotAllowedError: the person takes part in this programme, has died, or may not sign in.
    """
    return add_person(programme=programme, person=_person(who, by, now), role=role, by=by, now=now)


@transaction.atomic
def add_person(*, programme: Programme, person: Person, role: str, by: Person, now: datetime) -> TeamMembership:
    """Put somebody whom the service knows on the team, as `add_member` does.

    Raises:
        NotAllowedError: the person takes part in this programme, has died, or may not sign in.
    """
    # The programme's row keeps two posts of one form apart.
    Programme.objects.locked().get(pk=programme.pk)
    there = TeamMembership.objects.current().filter(programme=programme, person=person, role=role).first()
    if there is not None:
        return there
    check_may_join(programme=programme, person=person)
    membership = TeamMembership.objects.create(
        programme=programme, person=person, role=role, began_on=in_london(now).date(), added_by=by
    )
    record(by=by, action="team.add", about=membership, now=now, fields=["person", "role"])
    if person.pk != by.pk:
        queue_many(drafts=[_draft(INVITATION, membership, person, by, now)], now=now)
    _tell(membership, _watchers(membership, by), by, now)
    return membership


@transaction.atomic
def invite_again(
    *, programme: Programme, memberships: Iterable[TeamMembership], by: Person, now: datetime
) -> list[TeamMembership]:
    """Put people from the team of another year on this one, in the role that they had; return the memberships."""
    return [
        add_person(programme=programme, person=before.person, role=before.role, by=by, now=now)
        for before in memberships
    ]


@transaction.atomic
def end_membership(*, membership: TeamMembership, by: Person, now: datetime) -> TeamMembership:
    """Take somebody off the team from today. Ending twice changes nothing.

    Raises:
        NotAllowedError: the programme would have no coordinator.
    """
    Programme.objects.locked().get(pk=membership.programme_id)
    membership = TeamMembership.objects.select_related("programme").get(pk=membership.pk)
    if membership.ended_on is not None:
        return membership
    others = TeamMembership.objects.current().filter(programme=membership.programme_id, role=membership.role)
    if membership.role == Role.COORDINATOR and not others.exclude(pk=membership.pk).exists():
        raise NotAllowedError(_("This is the only coordinator. Add another one first."))
    watchers = _watchers(membership, by)
    membership.ended_on, membership.ended_by = in_london(now).date(), by
    membership.save(update_fields=["ended_on", "ended_by"])
    record(by=by, action="team.end", about=membership, now=now, fields=["ended_on"])
    _tell(membership, watchers, by, now)
    return membership


def _person(who: Newcomer, by: Person, now: datetime) -> Person:
    email = who.email.strip().lower()
    found = Person.objects.filter(email=email).select_related("merged_into").first()
    if found is None:
        try:
            with transaction.atomic():
                return create(given_name=who.given_name, family_name=who.family_name, email=email, by=by, now=now)
        except IntegrityError:
            found = Person.objects.select_related("merged_into").get(email=email)
    return found.merged_into or found


def check_may_join(*, programme: Programme, person: Person) -> None:
    """Check that a person may be on the team of a programme.

    Raises:
        NotAllowedError: they take part in it, have died, or may not sign in.
    """
    if person.deceased_on is not None or not person.is_active:
        raise NotAllowedError(_("%(name)s cannot sign in. Ask your administrator.") % {"name": person})
    if Place.objects.active().filter(programme=programme, person=person).exists():
        raise NotAllowedError(
            _("%(name)s takes part in this programme, so they cannot be on its team.") % {"name": person}
        )


def _watchers(membership: TeamMembership, by: Person) -> list[Person]:
    """Return who is told of a change of safeguarding: coordinators, leads and deputies, and the administrators."""
    if membership.role not in SAFEGUARDING:
        return []
    roles = (Role.COORDINATOR, *SAFEGUARDING)
    team = TeamMembership.objects.current().filter(programme=membership.programme_id, role__in=roles)
    told = Person.objects.filter(pk__in=team.values("person")) | Person.objects.filter(is_staff=True, is_active=True)
    return list(told.exclude(pk=by.pk).distinct().order_by("pk"))


def _tell(membership: TeamMembership, people: Iterable[Person], by: Person, now: datetime) -> None:
    queue_many(drafts=[_draft(SAFEGUARDING_CHANGED, membership, person, by, now) for person in people], now=now)


def _draft(purpose: str, membership: TeamMembership, person: Person, by: Person, now: datetime) -> Draft:
    ended = "ended" if membership.ended_on else "added"
    return Draft(
        key=f"{purpose}:{membership.pk}:{person.pk}:{ended}",
        person=person,
        purpose=purpose,
        due_at=now,
        programme_ref=membership.programme.ref,
        data={"membership": membership.pk},
        by=by,
    )
