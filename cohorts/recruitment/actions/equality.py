"""Equality monitoring: stored so that no row leads to anybody."""

import random
from collections.abc import Mapping

from django.db import transaction

from cohorts.models import Programme
from cohorts.recruitment.models import EqualityAnswer


@transaction.atomic
def give_equality_answers(*, programme: Programme, role: str, answers: Mapping[str, str]) -> None:
    """Store one row an answer: random ids, no time, no author, no audit, nothing that ties the rows to each other.

    The order is shuffled, because a database may keep rows in the order in which they came.
    """
    rows = [
        EqualityAnswer(programme=programme, role=role, category=category, value=value)
        for category, value in answers.items()
    ]
    random.SystemRandom().shuffle(rows)
    EqualityAnswer.objects.bulk_create(rows)
