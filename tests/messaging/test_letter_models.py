"""What the database itself refuses of print batches, printed letters and ordered formats, and what it lets pass."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from messaging.models import FormatOrder, PrintBatch, PrintedLetter
from tests.factories import NOW, MessageFactory, PersonFactory

pytestmark = pytest.mark.django_db
POSTED = {"posted_on": date(2027, 3, 2), "posted_at": NOW}


def batch(**fields):
    return PrintBatch.objects.create(made_at=NOW, made_by=PersonFactory.create(), pdf_since=NOW, **fields)


def printed(message, position=1, **fields):
    return PrintedLetter.objects.create(
        batch=fields.pop("batch", None) or batch(),
        message=message,
        position=position,
        size=14,
        words_hash="h",
        **fields,
    )


def order(message, **fields):
    return FormatOrder.objects.create(
        message=message,
        format="braille-1",
        supplier="RNIB",
        words_hash="h",
        ordered_at=NOW,
        ordered_by=PersonFactory.create(),
        **fields,
    )


def test_batch_is_posted_with_day_moment_and_person() -> None:
    batch(**POSTED, posted_by=PersonFactory.create())

    with pytest.raises(IntegrityError, match="print_batch_posted_has_when_and_who"), transaction.atomic():
        batch(**POSTED)


def test_batch_is_ready_with_a_hash() -> None:
    batch(pdf_state="ready", pdf_sha256="a" * 64)

    with pytest.raises(IntegrityError, match="print_batch_ready_has_hash"), transaction.atomic():
        batch(pdf_state="ready")


def test_letter_waits_in_one_batch() -> None:
    message, by = MessageFactory.create(), PersonFactory.create()
    printed(message, state="taken_out", settled_at=NOW, settled_by=by)
    printed(message, state="posted", settled_at=NOW, settled_by=by)
    printed(message)

    with pytest.raises(IntegrityError), transaction.atomic():
        printed(message)


@pytest.mark.parametrize("fields", [{"state": "posted"}, {"state": "taken_out", "settled_at": NOW}], ids=str)
def test_letter_is_settled_by_somebody(fields) -> None:
    with pytest.raises(IntegrityError, match="printed_letter_settled_has_when_and_who"), transaction.atomic():
        printed(MessageFactory.create(), **fields)


def test_position_is_used_once_in_a_batch() -> None:
    one = batch()
    printed(MessageFactory.create(), batch=one)
    printed(MessageFactory.create(), position=2, batch=one)

    with pytest.raises(IntegrityError), transaction.atomic():
        printed(MessageFactory.create(), position=2, batch=one)


def test_format_is_ordered_once_at_a_time() -> None:
    message, by = MessageFactory.create(), PersonFactory.create()
    order(message, stopped_at=NOW)
    order(message, **POSTED, posted_by=by)
    order(message)

    with pytest.raises(IntegrityError), transaction.atomic():
        order(message)


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("format_order_posted_has_when_and_who", {"posted_on": date(2027, 3, 2)}),
        ("format_order_posted_or_stopped", {**POSTED, "stopped_at": NOW}),
    ],
)
def test_order_is_refused(name, fields) -> None:
    if name == "format_order_posted_or_stopped":
        fields = {**fields, "posted_by": PersonFactory.create()}

    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        order(MessageFactory.create(), **fields)
