"""Freezing what an evaluator receives: codes, files with their SHA-256, and the row that remembers both."""

import uuid
from datetime import datetime
from hashlib import sha256

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import transaction
from django.template.loader import render_to_string

from cohorts.models import Programme
from common.refs import make_ref
from evaluation.export import Material, tables_of
from evaluation.models import EvaluatorCode, Item, Questionnaire, Response, Snapshot
from people.actions import audit
from people.models import Person

README = "README.txt"


class DamagedFileError(Exception):
    """The stored file is no longer the one that was made."""


@transaction.atomic
def make_snapshot(
    *, programme: Programme, made_for: Person, free_text: bool, submission_id: uuid.UUID, by: Person, now: datetime
) -> Snapshot:
    """Freeze the sent answers of everybody whose consent to the evaluation stands now, as files for one recipient.

    The same `submission_id` gives the same snapshot, so that two clicks make one.
    """
    Programme.objects.locked().get(pk=programme.pk)
    there = Snapshot.objects.filter(submission_id=submission_id).first()
    if there is not None:
        return there
    snapshot = Snapshot(
        submission_id=submission_id,
        programme=programme,
        made_for=made_for,
        made_at=now,
        made_by=by,
        consent_cut_off=now,
        filters={"free_text": free_text},
    )
    material = _material(programme, made_for, free_text=free_text)
    tables = tables_of(material)
    snapshot.row_counts = {name: len(table.rows) for name, table in tables.items()}
    snapshot.versions = [[row.slug, row.version] for row in material.questionnaires]
    files = {name: table.bytes() for name, table in tables.items()}
    snapshot.files = {name: sha256(content).hexdigest() for name, content in files.items()}
    files[README] = _readme(snapshot, material)
    snapshot.files[README] = sha256(files[README]).hexdigest()
    for name, content in files.items():
        storages["private"].save(path_of(snapshot, name), ContentFile(content))
    snapshot.save()
    audit.record(by=by, action="make snapshot", about=snapshot, now=now)
    return snapshot


def path_of(snapshot: Snapshot, name: str) -> str:
    """Return where a file of a snapshot is kept in the private storage."""
    return f"snapshots/{snapshot.ref}/{name}"


def read_file(*, snapshot: Snapshot, name: str, by: Person, now: datetime) -> bytes:
    """Return a file of a snapshot as it was made, and write down who took it.

    Raises:
        DamagedFileError: it is gone, or differs from what was made.
    """
    try:
        with storages["private"].open(path_of(snapshot, name)) as file:
            content: bytes = file.read()
    except FileNotFoundError as error:
        raise DamagedFileError from error
    if sha256(content).hexdigest() != snapshot.files[name]:
        raise DamagedFileError
    audit.record(by=by, action="download snapshot", about=snapshot, now=now, fields=[name])
    return content


def _material(programme: Programme, recipient: Person, *, free_text: bool) -> Material:
    responses = list(
        Response.objects.finished()
        .with_consent()
        .filter(invitation__place__programme=programme)
        .select_related("invitation__wave", "invitation__place", "invitation__cohort", "questionnaire")
        .prefetch_related("answers")
        .order_by("pk")
    )
    codes = _codes(recipient, {response.invitation.place_id for response in responses})
    coded = [(codes[response.invitation.place_id], response) for response in responses]
    coded.sort(key=lambda one: (one[0], one[1].invitation.wave.position))
    asked_at: dict[int, int] = {}
    for _code, response in coded:
        position = response.invitation.wave.position
        asked_at[response.questionnaire_id] = min(position, asked_at.get(response.questionnaire_id, position))
    # The order in which a programme asks, so that the columns read from the baseline to the follow-up.
    answered = Questionnaire.objects.filter(pk__in=asked_at)
    questionnaires = sorted(answered, key=lambda row: (asked_at[row.pk], row.slug, row.version))
    items: dict[int, list[Item]] = {row.pk: [] for row in questionnaires}
    rows = Item.objects.filter(section__questionnaire__in=items).select_related("section")
    for item in rows.order_by("section__position", "position"):
        items[item.section.questionnaire_id].append(item)
    return Material(coded, items, questionnaires, free_text)


def _codes(recipient: Person, places: set[int]) -> dict[int, str]:
    """Return the recipient's code of each place, drawing those that are not there yet."""
    mine = EvaluatorCode.objects.filter(recipient=recipient)
    found = dict(mine.filter(place__in=places).values_list("place_id", "code"))
    new = [
        EvaluatorCode(recipient=recipient, place_id=place, code=make_ref()) for place in sorted(places - found.keys())
    ]
    EvaluatorCode.objects.bulk_create(new)
    return found | {row.place_id: row.code for row in new}


def _readme(snapshot: Snapshot, material: Material) -> bytes:
    people = {code for code, _response in material.responses}
    context = {"snapshot": snapshot, "people": len(people), "responses": len(material.responses)}
    return render_to_string("evaluation/files/readme.txt", context).encode()
