"""How far the pairing of each cohort is."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from cohorts.models import Cohort, Role
from cohorts.pairing.models import Pair, Proposal


@dataclass(frozen=True)
class Line:
    """One cohort with its counts; `may_pair` says whether who looks coordinates it."""

    cohort: Cohort
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


def counts_of(cohorts: Iterable[Cohort], coordinated: set[int]) -> list[Line]:
    """Return a line for each cohort, in four queries however many there are."""
    found = list(cohorts)
    keys = [cohort.pk for cohort in found]
    places = _active_places(keys)
    drafts = set(Proposal.objects.drafts().filter(cohort__in=keys).values_list("cohort_id", flat=True))
    counted: dict[int, Mapping[str, Any]] = {
        row["cohort"]: row
        for row in Pair.objects.active()
        .filter(cohort__in=keys)
        .order_by()
        .values("cohort")
        .annotate(
            whole=Count("pk"),
            to_introduce=Count("pk", filter=Q(state=Pair.State.PROPOSED)),
            lost=Count("pk", filter=Q(lay__state="withdrawn") | Q(professional__state="withdrawn")),
            lay=Count("pk", filter=Q(lay__state="active")),
            professional=Count("pk", filter=Q(professional__state="active")),
        )
    }
    return [_line(cohort, coordinated, places[cohort.pk], counted.get(cohort.pk), drafts) for cohort in found]


def _active_places(keys: list[int]) -> dict[int, dict[str, int]]:
    found: dict[int, dict[str, int]] = defaultdict(dict)
    rows = Cohort.objects.filter(pk__in=keys, places_taken__state="active").order_by()
    for pk, role, count in rows.values_list("pk", "places_taken__role").annotate(count=Count("places_taken")):
        found[pk][role] = count
    return found


def _line(
    cohort: Cohort, coordinated: set[int], places: dict[str, int], pairs: Mapping[str, Any] | None, drafts: set[int]
) -> Line:
    pairs = pairs or defaultdict(int)
    return Line(
        cohort=cohort,
        may_pair=cohort.programme_id in coordinated,
        free_lay=places.get(Role.LAY, 0) - pairs["lay"],
        free_professional=places.get(Role.PROFESSIONAL, 0) - pairs["professional"],
        proposed=pairs["whole"],
        to_introduce=pairs["to_introduce"],
        introduced=pairs["whole"] - pairs["to_introduce"],
        lost=pairs["lost"],
        draft=cohort.pk in drafts,
    )
