"""Two references that are the same by chance: nothing is dropped without a word."""

import random

import pytest
from django.db import IntegrityError

from common import refs
from messaging.actions import Draft, queue_many
from messaging.models import Message
from tests.factories import NOW, PersonFactory


def test_queue_many_drops_no_message_whose_reference_is_taken(db) -> None:
    person = PersonFactory()

    def draft(key: str) -> Draft:
        return Draft(key=key, person=person, purpose="test", due_at=NOW)

    with refs.drawn_from(random.Random(1)):
        queue_many(drafts=[draft("first")], now=NOW)

    with pytest.raises(IntegrityError), refs.drawn_from(random.Random(1)):
        queue_many(drafts=[draft("second")], now=NOW)

    assert list(Message.objects.values_list("key", flat=True)) == ["first"]
