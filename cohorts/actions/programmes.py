"""Writes to programmes, venues and cohorts."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cohorts.actions.places import complete_places
from cohorts.actions.versions import NotAllowedError, save_version
from cohorts.models import Cohort, Programme, Room, TeamMembership, Venue
from common.dates import in_london
from people.actions.audit import record
from people.models import Person

# The way to a cohort that runs, one step after the other.
TO_RUNNING = (Cohort.State.RECRUITING, Cohort.State.SELECTING, Cohort.State.CONFIRMING, Cohort.State.RUNNING)


@transaction.atomic
def create_programme(*, values: Mapping[str, Any], by: Person, now: datetime) -> Programme:
    """Make a programme; who makes it coordinates it, so that somebody can see it."""
    programme = Programme.objects.create(**values, created_at=now)
    TeamMembership.objects.create(
        programme=programme,
        person=by,
        role=TeamMembership.Role.COORDINATOR,
        began_on=in_london(now).date(),
        added_by=by,
    )
    record(by=by, action="programme.create", about=programme, now=now, fields=values)
    return programme


@transaction.atomic
def change_programme(
    *, programme: Programme, version: int, values: Mapping[str, Any], by: Person, now: datetime
) -> Programme:
    """Change a programme's rules. Raises StaleError where somebody else saved first."""
    changed = save_version(row=programme, version=version, values=values, whole=True)
    record(by=by, action="programme.change", about=programme, now=now, fields=changed)
    return programme


@transaction.atomic
def archive_programme(*, programme: Programme, by: Person, now: datetime) -> Programme:
    """Put a programme that is over away: nobody applies to it, and nothing new is made for it. Twice changes nothing.

    Raises:
        NotAllowedError: one of its cohorts is not finished, archived or cancelled.
    """
    programme = Programme.objects.locked().get(pk=programme.pk)
    if programme.archived_at is not None:
        return programme
    over = [Cohort.State.FINISHED, Cohort.State.ARCHIVED, Cohort.State.CANCELLED]
    live = [cohort.name for cohort in programme.cohorts.exclude(state__in=over).order_by("name")]
    if live:
        raise NotAllowedError(_("Finish or cancel these cohorts first: %(names)s.") % {"names": ", ".join(live)})
    programme.archived_at, programme.version = now, programme.version + 1
    programme.save(update_fields=["archived_at", "version"])
    record(by=by, action="programme.archive", about=programme, now=now, fields=["archived_at"])
    return programme


@transaction.atomic
def bring_programme_back(*, programme: Programme, by: Person, now: datetime) -> Programme:
    """Take a programme out of the archive. Twice changes nothing."""
    programme = Programme.objects.locked().get(pk=programme.pk)
    if programme.archived_at is not None:
        programme.archived_at, programme.version = None, programme.version + 1
        programme.save(update_fields=["archived_at", "version"])
        record(by=by, action="programme.bring_back", about=programme, now=now, fields=["archived_at"])
    return programme


@transaction.atomic
def create_venue(
    *, values: Mapping[str, Any], rooms: Sequence[tuple[str, int]] = (), by: Person, now: datetime
) -> Venue:
    """Make a venue with its rooms, each (name, people)."""
    venue = Venue.objects.create(**values)
    _keep_rooms(venue, rooms)
    record(by=by, action="venue.create", about=venue, now=now, fields=values)
    return venue


@transaction.atomic
def change_venue(
    *,
    venue: Venue,
    version: int,
    values: Mapping[str, Any],
    rooms: Sequence[tuple[str, int]] = (),
    by: Person,
    now: datetime,
) -> Venue:
    """Change a venue and its rooms. Raises StaleError where somebody else saved first."""
    same = dict(rooms) == dict(venue.rooms.values_list("name", "capacity"))
    changed = save_version(row=venue, version=version, values=values, whole=same)
    _keep_rooms(venue, rooms)
    record(by=by, action="venue.change", about=venue, now=now, fields=[*changed, "rooms"])
    return venue


def _keep_rooms(venue: Venue, rooms: Sequence[tuple[str, int]]) -> None:
    """Make the venue's rooms those named; a room that a workshop uses stays, whatever is asked."""
    wanted = dict(rooms)
    for name, capacity in wanted.items():
        Room.objects.update_or_create(venue=venue, name=name, defaults={"capacity": capacity})
    venue.rooms.exclude(name__in=wanted).filter(workshops__isnull=True).delete()


@transaction.atomic
def create_cohort(*, programme: Programme, values: Mapping[str, Any], by: Person, now: datetime) -> Cohort:
    """Make a cohort of a programme, in planning."""
    cohort = Cohort.objects.create(programme=programme, **values, state_since=now)
    record(by=by, action="cohort.create", about=cohort, now=now, fields=values)
    return cohort


@transaction.atomic
def change_cohort(*, cohort: Cohort, version: int, values: Mapping[str, Any], by: Person, now: datetime) -> Cohort:
    """Change a cohort's size, dates or area.

    Raises:
        StaleError: somebody else saved first.
        NotAllowedError: more people hold seats than the cohort would have.
    """
    locked = Cohort.objects.locked().get(pk=cohort.pk)
    wanted = values.get("pairs_wanted", locked.pairs_wanted)
    fullest = max(Cohort.objects.filter(pk=cohort.pk).seats_used()[cohort.pk].values(), default=0)
    if wanted < fullest:
        raise NotAllowedError(
            _("%(count)d people of one role already hold a place or an offer. Keep at least %(count)d pairs.")
            % {"count": fullest}
        )
    changed = save_version(row=cohort, version=version, values=values, whole=True)
    record(by=by, action="cohort.change", about=cohort, now=now, fields=changed)
    return cohort


@transaction.atomic
def move_cohort(*, cohort: Cohort, to: str, by: Person | None, now: datetime) -> Cohort:
    """Move a cohort along its states, as Cohort.MOVES allows. Moving it where it already is changes nothing.

    Raises:
        NotAllowedError: the move is not in the table, or people still hold seats in a cohort to be cancelled.
    """
    cohort = Cohort.objects.locked().get(pk=cohort.pk)
    if cohort.state == to:
        return cohort
    if to not in Cohort.MOVES[cohort.state]:
        raise NotAllowedError(
            _("“%(cohort)s” is in the state “%(state)s” now, so that step is not possible. Load the page again.")
            % {"cohort": cohort, "state": cohort.get_state_display()}
        )
    if to == Cohort.State.CANCELLED and any(Cohort.objects.filter(pk=cohort.pk).seats_used()[cohort.pk].values()):
        raise NotAllowedError(
            _("People hold places or offers here. Withdraw each of them first, so that all are told.")
        )
    cohort.state, cohort.state_since, cohort.version = to, now, cohort.version + 1
    cohort.save(update_fields=["state", "state_since", "version"])
    record(by=by, action="cohort.move", about=cohort, now=now, fields=["state"])
    return cohort


@transaction.atomic
def finish_cohort(*, cohort: Cohort, completing: Collection[str], by: Person, now: datetime) -> int:
    """Finish a cohort, and record who of it has completed the programme; return how many that were.

    Raises:
        NotAllowedError: it does not run, or has been finished by somebody else meanwhile.
    """
    cohort = Cohort.objects.locked().get(pk=cohort.pk)
    if cohort.state != Cohort.State.RUNNING:
        raise NotAllowedError(
            _("“%(cohort)s” is in the state “%(state)s” now, so that step is not possible. Load the page again.")
            % {"cohort": cohort, "state": cohort.get_state_display()}
        )
    move_cohort(cohort=cohort, to=Cohort.State.FINISHED, by=by, now=now)
    return complete_places(cohort=cohort, refs=completing, by=by, now=now)


@transaction.atomic
def start_begun(*, cohort: Cohort, by: Person | None, now: datetime) -> bool:
    """Let a cohort run whose first workshop has begun, whatever step was left out; tell whether it does so from now on.

    A cohort in which nobody has a place stays where it is: a date alone starts nothing.
    """
    cohort = Cohort.objects.locked().get(pk=cohort.pk)
    if cohort.state not in TO_RUNNING[:-1] or not cohort.has_begun(now=now):
        return False
    if not cohort.places_taken.active().exists():
        return False
    for to in TO_RUNNING[TO_RUNNING.index(cohort.state) + 1 :]:
        move_cohort(cohort=cohort, to=to, by=by, now=now)
    return True
