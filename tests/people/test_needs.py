"""What people need: recorded, changed, ended, asked about again."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from people.actions.needs import end_need, record_need, review_need, set_needs
from people.models import AuditEvent, Need
from tests.factories import NOW, NeedFactory, PersonFactory

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=30)


def mine_said(needs):
    """Return needs as sentences."""
    return [f"{slug}: {note}" if note else slug for slug, note in needs.items()]


def deeds():
    return list(AuditEvent.objects.values_list("action", flat=True))


def test_record_need_is_reviewed_after_twelve_months():
    person = PersonFactory.create()
    need = record_need(person=person, slug="hearing-loop", by=person, now=NOW)

    assert (need.category, need.note, need.review_due_on) == ("environment", None, date(2028, 3, 1))
    assert deeds() == ["need.record"]


def test_record_need_on_a_leap_day_is_reviewed_on_the_last_of_february():
    person = PersonFactory.create()
    need = record_need(person=person, slug="audio", by=person, now=datetime(2028, 2, 29, 9, tzinfo=UTC))

    assert need.review_due_on == date(2029, 2, 28)


def test_record_need_twice_gives_one():
    person = PersonFactory.create()
    for _ in range(2):
        record_need(person=person, slug="audio", by=person, now=NOW)

    assert (Need.objects.count(), deeds()) == (1, ["need.record"])


def test_record_need_with_another_note_changes_the_note():
    person = PersonFactory.create()
    for note, now in (("loud rooms", NOW), ("front row", LATER)):
        record_need(person=person, slug="hearing-loop", note=note, by=person, now=now)
    need = Need.objects.get()

    assert (need.note, need.recorded_at, deeds()) == ("front row", LATER, ["need.record", "need.change"])


def test_record_need_refuses_what_is_not_on_the_list():
    person = PersonFactory.create()

    with pytest.raises(KeyError):
        record_need(person=person, slug="diagnosis", by=person, now=NOW)


def test_note_is_sealed_in_the_database():
    person = PersonFactory.create()
    record_need(person=person, slug="other", note="a very private note", by=person, now=NOW)
    with connection.cursor() as cursor:
        cursor.execute("SELECT note FROM people_need")
        (kept,) = cursor.fetchone()

    assert "private" not in kept
    assert Need.objects.get().note == "a very private note"


def test_end_need_keeps_the_row_and_says_who_and_when():
    need = NeedFactory.create()
    for _ in range(2):
        end_need(need=need, by=need.person, now=LATER)
    need.refresh_from_db()

    assert (need.ended_at, need.ended_by, deeds()) == (LATER, need.person, ["need.end"])


def test_review_need_moves_the_review():
    need = NeedFactory.create(note="front row")
    review_need(need=need, by=need.person, now=LATER)
    need.refresh_from_db()

    assert (need.note, need.review_due_on) == ("front row", date(2028, 3, 31))


def test_set_needs_records_ends_and_changes_at_once():
    person = PersonFactory.create()
    NeedFactory.create(person=person, slug="audio")
    NeedFactory.create(person=person, slug="parking", note="by the door")
    set_needs(person=person, wanted={"parking": "at the back", "vegan": ""}, by=person, now=LATER)
    standing = {need.slug: need.note for need in Need.objects.current().of(person)}

    assert standing == {"parking": "at the back", "vegan": None}
    assert sorted(deeds()) == ["need.change", "need.end", "need.record"]


@pytest.mark.parametrize(
    ("mine", "theirs", "kept"),
    [
        # I add one while somebody else adds another and takes one away.
        ({"audio": "", "vegan": "", "parking": ""}, {"audio": "", "makaton": ""}, ["audio", "makaton", "parking"]),
        # I take one away to which somebody else has written.
        ({"vegan": ""}, {"audio": "on CD", "vegan": ""}, ["audio: on CD", "vegan"]),
        # Both of us write.
        ({"audio": "on a stick", "vegan": ""}, {"audio": "on CD", "vegan": ""}, ["audio: on CD / on a stick", "vegan"]),
        # Somebody else takes away what I write to.
        ({"audio": "on CD", "vegan": ""}, {"vegan": ""}, ["audio: on CD", "vegan"]),
    ],
)
def test_set_needs_keeps_what_somebody_else_changed_meanwhile(mine, theirs, kept):
    person, seen = PersonFactory.create(), {"audio": "", "vegan": ""}
    set_needs(person=person, wanted=seen, by=person, now=NOW)
    set_needs(person=person, wanted=theirs, by=person, now=LATER)

    merged = [set_needs(person=person, wanted=mine, seen=seen, by=person, now=LATER) for _turn in range(2)]

    found = Need.objects.current().order_by("slug")
    assert [f"{need.slug}: {need.note}" if need.note else need.slug for need in found] == kept
    assert merged == [kept != sorted(mine_said(mine))] * 2


def test_set_needs_of_a_page_sent_twice_is_no_change_of_somebody_else():
    person, seen = PersonFactory.create(), {"audio": "", "vegan": ""}
    set_needs(person=person, wanted=seen, by=person, now=NOW)

    merged = [set_needs(person=person, wanted={"audio": "on CD"}, seen=seen, by=person, now=LATER) for _ in range(2)]

    assert merged == [False, False]
    assert [(need.slug, need.note) for need in Need.objects.current()] == [("audio", "on CD")]


def test_set_needs_again_counts_as_asked_about():
    person = PersonFactory.create()
    NeedFactory.create(person=person, slug="audio")
    set_needs(person=person, wanted={"audio": ""}, by=person, now=LATER)

    assert Need.objects.get().review_due_on == date(2028, 3, 31)


def test_need_that_ended_can_be_recorded_again():
    need = NeedFactory.create(slug="audio")
    end_need(need=need, by=need.person, now=NOW)
    again = record_need(person=need.person, slug="audio", by=need.person, now=LATER)

    assert (again.pk != need.pk, Need.objects.count()) == (True, 2)


def test_needs_due_for_review_are_those_whose_day_has_come():
    due = NeedFactory.create(review_due_on=date(2028, 3, 1))
    NeedFactory.create(review_due_on=date(2028, 3, 2))
    NeedFactory.create(review_due_on=date(2028, 3, 1), ended_at=NOW, ended_by=due.person)

    assert list(Need.objects.due_for_review(on=date(2028, 3, 1))) == [due]


def test_need_stands_once_a_person():
    need = NeedFactory.create(slug="audio")
    with pytest.raises(IntegrityError), transaction.atomic():
        NeedFactory.create(person=need.person, slug="audio")

    assert NeedFactory.create(slug="audio").pk


def test_need_end_has_when_and_who():
    with pytest.raises(IntegrityError, match="need_end_has_when_and_who"), transaction.atomic():
        NeedFactory.create(ended_at=NOW)

    assert NeedFactory.create(ended_at=NOW, ended_by=PersonFactory.create()).pk
