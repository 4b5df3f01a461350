"""Recording needs, ending them, and asking again after a year."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from people.actions.audit import record
from people.models import Need, Person
from people.needs import BY_SLUG

# Stands between two notes that were written at the same time.
BESIDE = " / "


@transaction.atomic
def record_need(*, person: Person, slug: str, by: Person, now: datetime, note: str = "") -> Need:
    """Record a need of the shipped list, or the new note of one that stands. It is reviewed after 12 months.

    Raises:
        KeyError: the list has no such need.
    """
    kind = BY_SLUG[slug]
    need, made = Need.objects.select_for_update().get_or_create(
        person=person,
        slug=slug,
        ended_at=None,
        defaults={
            "category": kind.category,
            "note": note or None,
            "recorded_by": by,
            "recorded_at": now,
            "review_due_on": _a_year_after(timezone.localdate(now)),
        },
    )
    if made:
        record(by=by, action="need.record", about=need, now=now)
    elif (need.note or "") != note:
        _renew(need, by=by, now=now, note=note or None)
        record(by=by, action="need.change", about=need, now=now, fields=["note"])
    return need


@transaction.atomic
def end_need(*, need: Need, by: Person, now: datetime) -> None:
    """Record that a need is no longer one; ending it twice changes nothing."""
    if Need.objects.current().filter(pk=need.pk).update(ended_at=now, ended_by=by):
        record(by=by, action="need.end", about=need, now=now, fields=["ended_at"])


@transaction.atomic
def review_need(*, need: Need, by: Person, now: datetime) -> None:
    """Record that a need was asked about and still stands: the next review is in 12 months."""
    _renew(need, by=by, now=now, note=need.note)
    record(by=by, action="need.review", about=need, now=now, fields=["review_due_on"])


@transaction.atomic
def review_sooner(*, need: Need, on: date, by: Person, now: datetime) -> None:
    """Ask about a need again on this day, where its review would be later: something showed that it is not as noted."""
    if Need.objects.current().filter(pk=need.pk, review_due_on__gt=on).update(review_due_on=on):
        record(by=by, action="need.review_sooner", about=need, now=now, fields=["review_due_on"])


@transaction.atomic
def set_needs(
    *, person: Person, wanted: Mapping[str, str], seen: Mapping[str, str] | None = None, by: Person, now: datetime
) -> bool:
    """Make `wanted` (slug → note, which may be empty) all the needs of a person: others end, new ones are recorded.

    With `seen`, what the page showed, only what was changed on the page is changed: a need that somebody else has
    recorded meanwhile stays. Return whether there was such a thing. What stands unchanged counts as asked about, so
    its review moves too.
    """
    # Two tabs at once must not both record the same need.
    Person.objects.select_for_update().get(pk=person.pk)
    standing = {need.slug: need for need in Need.objects.current().filter(person=person)}
    asked = wanted
    if seen is not None:
        wanted = _both(seen=seen, mine=wanted, theirs={slug: need.note or "" for slug, need in standing.items()})
    for slug, need in standing.items():
        if slug not in wanted:
            end_need(need=need, by=by, now=now)
        elif (need.note or "") == wanted[slug]:
            review_need(need=need, by=by, now=now)
    for slug, note in wanted.items():
        if slug not in standing or (standing[slug].note or "") != note:
            record_need(person=person, slug=slug, note=note, by=by, now=now)
    return wanted != asked


def _both(*, seen: Mapping[str, str], mine: Mapping[str, str], theirs: Mapping[str, str]) -> dict[str, str]:
    """Return the needs with the changes of both: where they disagree nothing is dropped, and both notes are kept."""
    kept = {}
    for slug in dict.fromkeys([*theirs, *mine]):
        here, there, before = mine.get(slug), theirs.get(slug), seen.get(slug)
        if here == before or here is None:
            # Taken away here, but written to there since: it stays.
            note = None if here is None and there == before else there
        elif there is None or there in {before, here}:
            note = here
        elif here in there.split(BESIDE):
            # The same page sent twice.
            note = there
        else:
            note = BESIDE.join(text for text in (there, here) if text)
        if note is not None:
            kept[slug] = note
    return kept


def _renew(need: Need, *, by: Person, now: datetime, note: object) -> None:
    need.note, need.recorded_by, need.recorded_at = note, by, now
    need.review_due_on = _a_year_after(timezone.localdate(now))
    need.save(update_fields=["note", "recorded_by", "recorded_at", "review_due_on"])


def _a_year_after(day: date) -> date:
    # 29 February is reviewed on 28 February.
    return day.replace(year=day.year + 1, day=28) if (day.month, day.day) == (2, 29) else day.replace(year=day.year + 1)
