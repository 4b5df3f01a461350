"""What pairing does without being asked."""

from datetime import datetime

from cohorts.pairing.actions.pairs import end_pair_of_leaver
from cohorts.pairing.actions.task_reasons import keep_pair_tasks
from cohorts.pairing.models import Pair


def end_pairs_of_leavers(now: datetime) -> int:
    """End the pairs of people who have left the programme; return how many."""
    pairs = list(Pair.objects.without_both())
    for pair in pairs:
        end_pair_of_leaver(pair=pair, now=now)
    return len(pairs)


def keep_tasks(now: datetime) -> int:
    """Keep the tasks about pairs; return how many were opened or dropped."""
    return keep_pair_tasks(now=now)
