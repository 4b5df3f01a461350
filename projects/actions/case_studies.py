"""Writes to a case study: its words, quotes, people and picture; asking, publishing, taking down.

A change of anything that people see makes it a draft again, and where somebody was asked already a new version, to
which all are asked anew.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from cohorts.actions.versions import NotAllowedError, save_version
from messaging.actions import queue
from people.actions.audit import record
from people.models import Person
from projects.messages import AGREE
from projects.models import Agreement, Appearance, CaseStudy, Project, Quote
from projects.querysets.case_studies import people_in

State = CaseStudy.State


@transaction.atomic
def write_case_study(*, project: Project, title: str, text: str, by: Person, now: datetime) -> CaseStudy:
    """Begin a case study of a project as a draft; the same words written twice are one."""
    Project.objects.locked().get(pk=project.pk)
    study, made = CaseStudy.objects.get_or_create(
        project=project,
        title=title,
        text=text,
        state=State.DRAFT,
        defaults={"changed_at": now, "changed_by": by},
    )
    if made:
        record(by=by, action="case_study.write", about=study, now=now)
    return study


@transaction.atomic
def change_words(*, study: CaseStudy, version: int, values: Mapping[str, Any], by: Person, now: datetime) -> CaseStudy:
    """Change title and text; the same words again change nothing.

    Raises:
        StaleError: somebody else saved since the page was shown.
    """
    locked = _locked(study)
    if all(getattr(locked, name) == value for name, value in values.items()):
        return locked
    changed = save_version(row=locked, version=version, values=values)
    return _changed(locked, by, now, fields=changed)


@transaction.atomic
def add_quote(*, study: CaseStudy, person: Person, words: str, shown_as: str, by: Person, now: datetime) -> Quote:
    """Add what somebody says; the same words of the same person are added once."""
    locked = _locked(study)
    quote, made = Quote.objects.get_or_create(
        case_study=locked, person=person, words=words, defaults={"shown_as": shown_as}
    )
    if made:
        _changed(locked, by, now, fields=["quotes"])
    return quote


@transaction.atomic
def remove_quote(*, quote: Quote, by: Person, now: datetime) -> None:
    """Take a quote out; taking it out twice changes nothing."""
    locked = _locked(quote.case_study)
    if Quote.objects.filter(pk=quote.pk).delete()[0]:
        _changed(locked, by, now, fields=["quotes"])


@transaction.atomic
def add_appearance(*, study: CaseStudy, person: Person, by: Person, now: datetime) -> Appearance:
    """Note that somebody is in the picture or named in the text, so that they are asked too."""
    locked = _locked(study)
    appearance, made = Appearance.objects.get_or_create(case_study=locked, person=person)
    if made:
        _changed(locked, by, now, fields=["appearances"])
    return appearance


@transaction.atomic
def remove_appearance(*, appearance: Appearance, by: Person, now: datetime) -> None:
    """Note that somebody is not in it any more."""
    locked = _locked(appearance.case_study)
    if Appearance.objects.filter(pk=appearance.pk).delete()[0]:
        _changed(locked, by, now, fields=["appearances"])


@transaction.atomic
def set_picture(*, study: CaseStudy, picture: bytes | None, alt: str, by: Person, now: datetime) -> CaseStudy:
    """Give it a picture (a JPEG), or with None other words for the one that it has."""
    locked = _locked(study)
    if picture is not None:
        _drop_file(locked)
        locked.picture.save(f"{uuid4().hex}.jpg", ContentFile(picture), save=False)
    elif locked.picture_alt == alt:
        return locked
    locked.picture_alt = alt
    locked.save(update_fields=["picture", "picture_alt"])
    return _changed(locked, by, now, fields=["picture"])


@transaction.atomic
def remove_picture(*, study: CaseStudy, by: Person, now: datetime) -> CaseStudy:
    """Take the picture out; without one nothing changes."""
    locked = _locked(study)
    if not locked.picture:
        return locked
    _drop_file(locked)
    locked.picture, locked.picture_alt = "", ""
    locked.save(update_fields=["picture", "picture_alt"])
    return _changed(locked, by, now, fields=["picture"])


@transaction.atomic
def ask_everybody(*, study: CaseStudy, by: Person, now: datetime) -> CaseStudy:
    """Ask all who are in it whether they agree to it as it is now. Asking twice asks once.

    Raises:
        NotAllowedError: it is public, or was taken down and has not changed since; or nobody is in it.
    """
    locked = _locked(study)
    if locked.state == State.ASKING:
        return locked
    if State.ASKING not in CaseStudy.MOVES[locked.state]:
        raise NotAllowedError(_("Everybody was asked about these words already. Change them first."))
    if not people_in(locked).exists():
        raise NotAllowedError(_("Nobody is in it yet. Say who is, and then ask them."))
    locked.state = State.ASKING
    locked.save(update_fields=["state"])
    record(by=by, action="case_study.ask", about=locked, now=now, fields=["state"])
    ask_who_is_missing(study=locked, now=now)
    return locked


@transaction.atomic
def ask_who_is_missing(*, study: CaseStudy, now: datetime) -> int:
    """Ask those who are in it and were not asked about this version; return how many. Twice asks nobody twice."""
    asked = 0
    for person in people_in(study):
        agreement, made = Agreement.objects.get_or_create(
            case_study=study, person=person, text_version=study.text_version, defaults={"asked_at": now}
        )
        if not made:
            continue
        asked += 1
        queue(
            key=f"{AGREE}:{study.pk}:{study.text_version}:{person.pk}",
            person=person,
            purpose=AGREE,
            due_at=now,
            now=now,
            subject_key=study.subject_key,
            programme_ref=study.project.programme.ref,
            data={"agreement": agreement.pk},
        )
    return asked


@transaction.atomic
def publish(*, study: CaseStudy, by: Person, now: datetime) -> CaseStudy:
    """Let everybody read it. Twice publishes once.

    Raises:
        NotAllowedError: nobody was asked yet, somebody in it does not agree, or it is held back after a death.
    """
    locked = _locked(study)
    if locked.state == State.PUBLISHED:
        return locked
    this = CaseStudy.objects.filter(pk=locked.pk)
    if State.PUBLISHED not in CaseStudy.MOVES[locked.state]:
        raise NotAllowedError(_("Ask everybody in it first."))
    if not this.agreed_by_all().exists():
        raise NotAllowedError(_("Not everybody in it agrees to these words."))
    if not this.shown().exists():
        raise NotAllowedError(_("Somebody in it has died. Ask the family first, on the page of the person."))
    locked.state, locked.published_at, locked.published_by = State.PUBLISHED, now, by
    locked.save(update_fields=["state", "published_at", "published_by"])
    record(by=by, action="case_study.publish", about=locked, now=now, fields=["state"])
    return locked


@transaction.atomic
def take_down(*, study: CaseStudy, by: Person | None, now: datetime) -> CaseStudy:
    """Take it from the public pages; `by` is None where it goes by itself. What is not public stays as it is."""
    locked = _locked(study)
    if locked.state != State.PUBLISHED:
        return locked
    locked.state, locked.withdrawn_at, locked.withdrawn_by = State.WITHDRAWN, now, by
    locked.save(update_fields=["state", "withdrawn_at", "withdrawn_by"])
    record(by=by, action="case_study.take_down", about=locked, now=now, fields=["state"])
    return locked


def _locked(study: CaseStudy) -> CaseStudy:
    """Lock it: nobody agrees to words that somebody is changing."""
    locked: CaseStudy = CaseStudy.objects.locked().get(pk=study.pk)
    return locked


def _changed(study: CaseStudy, by: Person, now: datetime, *, fields: list[str]) -> CaseStudy:
    if study.agreements.filter(text_version=study.text_version).exists():
        study.text_version += 1
    study.state, study.changed_at, study.changed_by = State.DRAFT, now, by
    study.save(update_fields=["text_version", "state", "changed_at", "changed_by"])
    record(by=by, action="case_study.change", about=study, now=now, fields=fields)
    return study


def _drop_file(study: CaseStudy) -> None:
    """Erase the file of the old picture once nothing names it any more."""
    storage, name = study.picture.storage, study.picture.name
    if name:
        transaction.on_commit(lambda: storage.delete(name))
