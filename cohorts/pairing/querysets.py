"""Reads of proposals and pairs."""

from typing import TYPE_CHECKING

from django.db.models import Q

from common.querysets import HouseQuerySet

if TYPE_CHECKING:
    from cohorts.pairing.models import Pair, Proposal  # noqa: F401
    from people.models import Person


class ProposalQuerySet(HouseQuerySet["Proposal"]):
    """Proposals."""

    def drafts(self) -> "ProposalQuerySet":
        """The proposals that a coordinator is working on."""
        return self.filter(state="draft")


class PairQuerySet(HouseQuerySet["Pair"]):
    """Pairs."""

    def active(self) -> "PairQuerySet":
        """Pairs that have not ended."""
        return self.exclude(state="ended")

    def introduced(self) -> "PairQuerySet":
        """Pairs whose members know of each other."""
        return self.filter(state__in=["introduced", "active"])

    def of(self, person: "Person") -> "PairQuerySet":
        """Pairs in which this person is or was a member."""
        return self.filter(Q(lay__person=person) | Q(professional__person=person) | Q(third__person=person))

    def with_people(self) -> "PairQuerySet":
        """With both people, in one query."""
        return self.select_related("lay__person", "professional__person", "third__person", "cohort")
