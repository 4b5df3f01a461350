"""What pairing does without being asked."""

from datetime import datetime

from django.utils.translation import gettext as _

from cohorts.pairing.actions.care import ask_pulses
from cohorts.pairing.actions.choices import drop_choices
from cohorts.pairing.actions.pairs import end_pair_of_leaver
from cohorts.pairing.actions.task_reasons import keep_pair_tasks
from cohorts.pairing.actions.threes import end_three
from cohorts.pairing.models import Pair, PartnerChoice, Three
from common.dates import in_london


def end_pairs_of_leavers(now: datetime) -> int:
    """End the pairs of people who have left, and threes whose time is over; return how many.

    Choices whose person has left, or works in a pair again, are let go.
    """
    pairs = list(Pair.objects.without_both())
    for pair in pairs:
        end_pair_of_leaver(pair=pair, now=now)
    threes = list(Three.objects.over(on=in_london(now).date()))
    for three in threes:
        end_three(three=three, now=now)
    return len(pairs) + len(threes) + _let_go(now=now)


def ask_how_it_goes(now: datetime) -> int:
    """Ask each half of each pair how it goes, after weeks 2, 6 and 10; return how many are asked."""
    return ask_pulses(now=now)


def keep_tasks(now: datetime) -> int:
    """Keep the tasks about pairs; return how many were opened or dropped."""
    return keep_pair_tasks(now=now)


def _let_go(*, now: datetime) -> int:
    outlived = list(PartnerChoice.objects.outlived().select_related("place"))
    for choice in outlived:
        left = choice.place.left
        why = _("They have left the programme.") if left else _("They work in a pair again.")
        drop_choices(place=choice.place, why=why, by=None, now=now)
    return len(outlived)
