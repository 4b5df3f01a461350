"""How far the pairing of each cohort is."""

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts.models import Cohort, Place, Role
from cohorts.pairing.models import Pair, Proposal
from common.addresses import address_of
from common.prepared import prepared


@dataclass(frozen=True)
class Line:
    """One cohort with its counts; `may_pair` says whether who looks coordinates it, and `url` leads to its pairs."""

    cohort: Cohort
    url: str
    may_pair: bool
    free_lay: int
    free_professional: int
    proposed: int
    to_introduce: int
    introduced: int
    lost: int
    draft: bool

    @property
    def can_propose(self) -> bool:
        """Whether somebody is free on either side."""
        return bool(self.free_lay and self.free_professional)

    @property
    def leads_on(self) -> bool:
        """Whether there is something to do or to see about the pairs of this cohort."""
        return bool(not self.may_pair or self.lost or self.draft or self.to_introduce or self.can_propose)

    @property
    def next_step(self) -> str:
        """What comes next, in words."""
        if not self.may_pair:
            return _("See the pairs")
        if self.lost:
            said = ngettext("%(count)s pair has lost a partner", "%(count)s pairs have lost a partner", self.lost)
            return said % {"count": self.lost}
        if self.draft:
            return _("Look at the proposal")
        if self.to_introduce:
            said = ngettext("Introduce %(count)s pair", "Introduce %(count)s pairs", self.to_introduce)
            return said % {"count": self.to_introduce}
        if self.can_propose:
            return _("Propose pairs")
        return _("Everybody who can be is in a pair") if self.introduced else _("Waits for places to be accepted")


def counts_of(cohorts: Iterable[Cohort], coordinated: Container[str]) -> list[Line]:
    """Return a line for each cohort, in three queries however many there are.

    `coordinated` are the references of the programmes that the reader coordinates.
    """
    found = list(cohorts)
    keys = [cohort.pk for cohort in found]
    places: dict[int, dict[str, int]] = defaultdict(dict)
    for key, role, count in _active_places(keys):
        places[key][role] = count
    counted = {row["cohort"]: row for row in _pairs(keys)}
    drafts = set(_drafts(keys))
    board, listed = address_of("pairing:board"), address_of("pairing:pairs")
    lines = []
    for cohort in found:
        may_pair = cohort.programme.ref in coordinated
        lines.append(
            Line(
                cohort=cohort,
                url=board(cohort.ref) if may_pair else listed(cohort.ref),
                may_pair=may_pair,
                draft=cohort.pk in drafts,
                **_counts(places[cohort.pk], counted.get(cohort.pk) or defaultdict(int)),
            )
        )
    return lines


@prepared
def _active_places(cohorts: list[int]) -> "QuerySet[Place, tuple[int, str, int]]":
    active = Place.objects.active().filter(cohort__in=cohorts).order_by()
    return active.values_list("cohort_id", "role").annotate(count=Count("pk"))


@prepared
def _drafts(cohorts: list[int]) -> "QuerySet[Proposal, int]":
    return Proposal.objects.drafts().filter(cohort__in=cohorts).order_by().values_list("cohort_id", flat=True)


@prepared
def _pairs(cohorts: list[int]) -> "QuerySet[Pair, Any]":
    active = Pair.objects.active().filter(cohort__in=cohorts).order_by()
    return active.values("cohort").annotate(
        whole=Count("pk"),
        to_introduce=Count("pk", filter=Q(state=Pair.State.PROPOSED)),
        lost=Count("pk", filter=Q(lay__state="withdrawn") | Q(professional__state="withdrawn")),
        lay=Count("pk", filter=Q(lay__state="active")),
        professional=Count("pk", filter=Q(professional__state="active")),
    )


def _counts(places: Mapping[str, int], pairs: Mapping[str, int]) -> dict[str, int]:
    return {
        "free_lay": places.get(Role.LAY, 0) - pairs["lay"],
        "free_professional": places.get(Role.PROFESSIONAL, 0) - pairs["professional"],
        "proposed": pairs["whole"],
        "to_introduce": pairs["to_introduce"],
        "introduced": pairs["whole"] - pairs["to_introduce"],
        "lost": pairs["lost"],
    }
