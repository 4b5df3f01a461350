"""Registers: who is expected, who came, and who could not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from cohorts.actions.programmes import start_begun
from cohorts.actions.versions import NotAllowedError
from cohorts.models import Place
from people.actions.audit import record
from people.models import Person
from workshops.actions.provisions import keep_provisions
from workshops.models import RegisterCorrection, RegisterEntry, Workshop

Mark = RegisterEntry.Mark


@dataclass(frozen=True)
class Marking:
    """What somebody ticked for one place, and what the page showed before they did."""

    place_id: int
    mark: str
    note: str
    seen_mark: str
    seen_note: str
    version: int

    @property
    def changed(self) -> bool:
        """Whether the person at the page changed anything in this row."""
        return (self.mark, self.note) != (self.seen_mark, self.seen_note)


@dataclass(frozen=True)
class Conflict:
    """Two people marked the same person differently."""

    entry: RegisterEntry
    mine: Marking


@dataclass(frozen=True)
class Saved:
    """How a register was saved: how many rows changed, and where somebody else was first."""

    changed: int
    conflicts: tuple[Conflict, ...]


@transaction.atomic
def open_register(*, workshop: Workshop) -> int:
    """Make an “expected” entry for each active place that has none; return how many were new."""
    places = Place.objects.active().filter(cohort=workshop.cohort_id)
    there = set(workshop.register.values_list("place_id", flat=True))
    new = [RegisterEntry(workshop=workshop, place=place) for place in places if place.pk not in there]
    # Two facilitators may open it in the same moment: the database keeps one row a place.
    RegisterEntry.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)


@transaction.atomic
def save_register(*, workshop: Workshop, markings: Sequence[Marking], by: Person, now: datetime) -> Saved:
    """Save the rows that were changed on the page; each row stands for itself.

    A row that nobody touched on this page is left alone, whatever others did to it. Where somebody else changed a row
    in the meantime to something different, theirs stays and the conflict is returned.

    Raises:
        NotAllowedError: the workshop is cancelled or postponed, so nobody is expected.
    """
    if workshop.state in {Workshop.State.CANCELLED, Workshop.State.POSTPONED}:
        raise NotAllowedError(_("This workshop does not take place. It has no register."))
    open_register(workshop=workshop)
    entries = {entry.place_id: entry for entry in workshop.register.select_related("place__person", "marked_by")}
    changed, conflicts = 0, []
    for marking in markings:
        entry = entries.get(marking.place_id)
        if entry is None or not marking.changed or (entry.mark, entry.note) == (marking.mark, marking.note):
            continue
        if _write(entry, marking.mark, marking.note, version=marking.version, by=by, now=now):
            changed += 1
        else:
            entry.refresh_from_db()
            conflicts.append(Conflict(entry, marking))
    if changed:
        record(by=by, action="register.save", about=workshop, now=now, fields=["register"])
    return Saved(changed, tuple(conflicts))


def _write(entry: RegisterEntry, mark: str, note: str, *, version: int, by: Person, now: datetime) -> bool:
    """Write one row if it is still at `version`; keep what it said if it had been marked. Tell whether it was."""
    there = RegisterEntry.objects.filter(pk=entry.pk, version=version)
    if not there.update(mark=mark, note=note, marked_at=now, marked_by=by, version=F("version") + 1):
        return False
    if entry.marked_at is not None:
        RegisterCorrection.objects.create(
            entry=entry, mark_before=entry.mark, note_before=entry.note, corrected_at=now, corrected_by=by
        )
    return True


@transaction.atomic
def send_apologies(*, workshop: Workshop, place: Place, reason: str, by: Person, now: datetime) -> RegisterEntry:
    """Say that this person cannot come. Saying it twice changes the reason alone.

    Raises:
        NotAllowedError: the workshop has begun, was held or does not take place.
    """
    return _answer(workshop, place, Mark.APOLOGIES, reason, by=by, now=now)


@transaction.atomic
def take_back_apologies(*, workshop: Workshop, place: Place, by: Person, now: datetime) -> RegisterEntry:
    """Say that this person can come after all.

    Raises:
        NotAllowedError: the workshop has begun, was held or does not take place.
    """
    return _answer(workshop, place, Mark.EXPECTED, "", by=by, now=now)


def _answer(workshop: Workshop, place: Place, mark: str, note: str, *, by: Person, now: datetime) -> RegisterEntry:
    if not workshop.goes_ahead or workshop.starts_at <= now:
        raise NotAllowedError(
            _("This workshop has begun or does not take place. Phone us if you want to tell us something.")
        )
    RegisterEntry.objects.get_or_create(workshop=workshop, place=place)
    entry = RegisterEntry.objects.locked().get(workshop=workshop, place=place)
    if (entry.mark, entry.note) != (mark, note):
        _write(entry, mark, note, version=entry.version, by=by, now=now)
        record(by=by, action=f"register.{mark}", about=entry, now=now, fields=["mark", "note"])
        keep_provisions(workshop=workshop, now=now)
        entry.refresh_from_db()
    return entry


def reset_apologies(*, workshop: Workshop, by: Person, now: datetime) -> int:
    """Expect everybody anew who sent apologies for another day; their reason stays in the history. Return how many."""
    entries = list(workshop.register.filter(mark=Mark.APOLOGIES))
    for entry in entries:
        _write(entry, Mark.EXPECTED, "", version=entry.version, by=by, now=now)
    return len(entries)


@transaction.atomic
def mark_held(*, workshop: Workshop, by: Person, now: datetime) -> Workshop:
    """Record that a workshop took place: the last one that did anchors the follow-up. Twice changes nothing.

    Raises:
        NotAllowedError: it has not begun, nobody is marked as present, or it does not take place.
    """
    current = Workshop.objects.locked().get(pk=workshop.pk)
    if current.state == Workshop.State.HELD:
        return current
    if not current.may_become(Workshop.State.HELD):
        raise NotAllowedError(
            _("A workshop that was postponed or cancelled cannot have been held. Give it a new date first.")
        )
    if current.starts_at > now:
        raise NotAllowedError(_("The workshop has not begun. Mark it as held on the day or after."))
    if not current.register.came().exists():
        raise NotAllowedError(_("Take the register first: mark at least one person as present."))
    current.state = Workshop.State.HELD
    current.held_at, current.held_by = now, by
    current.version += 1
    current.changed_at = now
    current.save(update_fields=["state", "held_at", "held_by", "version", "changed_at"])
    record(by=by, action="workshop.held", about=current, now=now, fields=["state"])
    start_begun(cohort=current.cohort, by=by, now=now)
    return current
