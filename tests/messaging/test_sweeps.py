"""Which sweep ran when: a claim that one caller wins, and a line of what came of it."""

from datetime import timedelta

import pytest

from messaging.actions import claim_sweep, record_sweep
from messaging.models import SweepStatus
from tests.factories import NOW

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("last", "ours"),
    [(None, True), (NOW - 2 * MINUTE, True), (NOW - MINUTE, True), (NOW, False), (NOW + MINUTE, True)],
    ids=["never ran", "long ago", "just idle", "this moment", "a clock was put back"],
)
def test_sweep_is_ours_where_it_was_idle(last, ours) -> None:
    SweepStatus.objects.create(name="send-messages", last_started_at=last)

    assert claim_sweep(name="send-messages", now=NOW, idle_since=NOW - MINUTE) is ours


def test_sweep_that_never_ran_is_claimed_once() -> None:
    claims = [claim_sweep(name="send-messages", now=NOW, idle_since=NOW - MINUTE) for _ in range(2)]

    assert claims == [True, False]


def test_record_sweep_writes_what_came_of_it() -> None:
    record_sweep(name="send-messages", started_at=NOW, finished_at=NOW + MINUTE, handled=3, error="x" * 600)
    record_sweep(name="send-messages", started_at=NOW, finished_at=NOW + MINUTE, handled=7)

    row = SweepStatus.objects.get()
    assert (row.handled, row.last_error, row.last_finished_at) == (7, "", NOW + MINUTE)
