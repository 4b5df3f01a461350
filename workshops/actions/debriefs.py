"""The debrief that the two facilitators of a workshop write together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cohorts.actions.tasks import open_task
from cohorts.actions.versions import NotAllowedError
from cohorts.models import Role
from cohorts.pairing.models import Pair
from common.dates import in_london
from people.actions.audit import record
from people.models import Person
from workshops.kinds import FOLLOW_UP, PAIR
from workshops.models import Debrief, DebriefPair, DebriefSection, Workshop
from workshops.permissions import leads

Kind = DebriefSection.Kind


@dataclass(frozen=True)
class Wording:
    """What somebody wrote in one part, and what the page showed before they did (version 0: nothing yet)."""

    kind: str
    words: str
    seen: str
    version: int


@dataclass(frozen=True)
class Clash:
    """Two people wrote in the same part at a time: what is saved, and what the second wrote."""

    section: DebriefSection
    mine: Wording


@dataclass(frozen=True)
class Written:
    """How a debrief was saved: how many parts changed, and where the other was first."""

    changed: int
    clashes: tuple[Clash, ...]


@transaction.atomic
def write_debrief(
    *, workshop: Workshop, wordings: Sequence[Wording], attention: Mapping[Pair, str], by: Person, now: datetime
) -> Written:
    """Save the parts that were changed on the page, and the pairs that need attention, each with a task.

    A part that nobody touched on this page is left alone. Where the other wrote something different in the meantime,
    theirs stays and the clash is returned. Any change takes back what was agreed. The same again changes nothing.

    Raises:
        NotAllowedError: they do not lead the workshop, or it has not begun.
    """
    Workshop.objects.locked().get(pk=workshop.pk)
    _ensure_may_write(workshop, by=by, now=now)
    debrief, _made = Debrief.objects.get_or_create(workshop=workshop, defaults={"begun_at": now})
    there = {section.kind: section for section in debrief.sections.select_related("written_by")}
    changed, clashes = 0, []
    for wording in wordings:
        section = there.get(wording.kind)
        if wording.words == wording.seen or (section is not None and section.words == wording.words):
            continue
        if (section.version if section else 0) != wording.version:
            if section is not None:
                clashes.append(Clash(section, wording))
            continue
        _write(debrief, section, wording, by=by, now=now)
        changed += 1
    changed += sum(_attend(debrief, pair, words, by=by, now=now) for pair, words in attention.items())
    if changed:
        debrief.lay_agreed_at = debrief.lay_agreed_by = None
        debrief.professional_agreed_at = debrief.professional_agreed_by = None
        debrief.save()
        record(by=by, action="debrief.write", about=debrief, now=now, fields=["sections", "pairs"])
    return Written(changed, tuple(clashes))


def _ensure_may_write(workshop: Workshop, *, by: Person, now: datetime) -> None:
    if not leads(by, workshop):
        raise NotAllowedError(_("The two facilitators of the workshop write its debrief."))
    if workshop.starts_at > now:
        raise NotAllowedError(_("The workshop has not begun. Write the debrief on the day or after."))


def _write(debrief: Debrief, section: DebriefSection | None, wording: Wording, *, by: Person, now: datetime) -> None:
    section = section or DebriefSection(debrief=debrief, kind=wording.kind, version=0)
    section.words, section.written_by, section.written_at = wording.words, by, now
    section.version += 1
    section.save()


def _attend(debrief: Debrief, pair: Pair, words: str, *, by: Person, now: datetime) -> bool:
    """Note a pair; what was said of it before stays. Tell whether anything is new."""
    there = DebriefPair.objects.filter(debrief=debrief, pair=pair).first()
    if there is not None and words in there.words:
        return False
    note = there or DebriefPair(debrief=debrief, pair=pair, words="")
    note.words = f"{note.words}\n\n{words}".strip()
    note.noted_at, note.noted_by = now, by
    note.save()
    workshop = debrief.workshop
    open_task(
        key=f"{PAIR.slug}:{note.pk}",
        kind=PAIR.slug,
        title=_("%(lay)s and %(professional)s need attention after %(workshop)s. Read the debrief")
        % {"lay": pair.lay.person, "professional": pair.professional.person, "workshop": workshop.name},
        programme=workshop.cohort.programme,
        cohort=workshop.cohort,
        due_on=in_london(now).date(),
        subject_ref=workshop.ref,
        now=now,
    )
    return True


def state_of(sections: Sequence[DebriefSection]) -> str:
    """Return in a word which text one reads, so that nobody agrees to another: “change.2-went_well.1”."""
    return "-".join(sorted(f"{section.kind}.{section.version}" for section in sections))


@transaction.atomic
def agree_debrief(*, workshop: Workshop, state: str, by: Person, now: datetime) -> Debrief:
    """Agree to the text as it was read (`state`). When both have, what is to follow up becomes a task. Twice is once.

    Raises:
        NotAllowedError: they do not lead the workshop, nothing is written, or the text has changed since.
    """
    Workshop.objects.locked().get(pk=workshop.pk)
    _ensure_may_write(workshop, by=by, now=now)
    debrief = Debrief.objects.filter(workshop=workshop).first()
    sections = list(debrief.sections.all()) if debrief else []
    if debrief is None or not sections:
        raise NotAllowedError(_("Nothing is written yet. Write something first."))
    if state_of(sections) != state:
        raise NotAllowedError(_("The text has changed since you read it. Read it again, then agree."))
    _agree(debrief, Role.LAY if by.pk == workshop.lay_facilitator_id else Role.PROFESSIONAL, by=by, now=now)
    if debrief.agreed:
        _follow_up(debrief, sections, now)
    return debrief


def _agree(debrief: Debrief, side: Role, *, by: Person, now: datetime) -> None:
    """Note who agrees on which side; somebody who was on the other side before has changed over."""
    other = Role.PROFESSIONAL if side == Role.LAY else Role.LAY
    if getattr(debrief, f"{other}_agreed_by_id") == by.pk:
        setattr(debrief, f"{other}_agreed_at", None)
        setattr(debrief, f"{other}_agreed_by", None)
    if getattr(debrief, f"{side}_agreed_by_id") != by.pk:
        setattr(debrief, f"{side}_agreed_at", now)
        setattr(debrief, f"{side}_agreed_by", by)
        debrief.save()
        record(by=by, action="debrief.agree", about=debrief, now=now, fields=[f"{side}_agreed_at"])


def _follow_up(debrief: Debrief, sections: Sequence[DebriefSection], now: datetime) -> None:
    workshop = debrief.workshop
    if not any(section.kind == Kind.FOLLOW_UP and section.words for section in sections):
        return
    open_task(
        key=f"{FOLLOW_UP.slug}:{debrief.pk}:{state_of(sections)}"[:200],
        kind=FOLLOW_UP.slug,
        title=_("The facilitators of %(workshop)s ask you to follow something up. Read the debrief")
        % {"workshop": f"{workshop.cohort}, {workshop.name}"},
        programme=workshop.cohort.programme,
        cohort=workshop.cohort,
        due_on=in_london(now).date(),
        subject_ref=workshop.ref,
        now=now,
    )
