"""Reads of outreach plans, of wishes and of reviews."""

from typing import TYPE_CHECKING

from django.db.models import Exists, F, OuterRef, Q

from cohorts.models import Cohort, TeamMembership
from cohorts.querysets import programmes_of
from common.querysets import HouseQuerySet

if TYPE_CHECKING:
    from cohorts.models import Programme
    from cohorts.recruitment.models import CohortChoice, OutreachLink, OutreachPartner, Review, Reviewer  # noqa: F401
    from people.models import Person


class OutreachPartnerQuerySet(HouseQuerySet["OutreachPartner"]):
    """Partners of outreach."""

    def not_in_plan_of(self, cohort: "Cohort") -> "OutreachPartnerQuerySet":
        """Partners of the cohort's programme that are not in its plan now, by name."""
        there = cohort.outreach_links.filter(stopped_at__isnull=True).values("partner")
        return self.filter(programme=cohort.programme_id).exclude(pk__in=there).order_by("name")


class OutreachLinkQuerySet(HouseQuerySet["OutreachLink"]):
    """Rows of outreach plans, with their tracked links."""

    def for_team(self, person: "Person", *roles: str) -> "OutreachLinkQuerySet":
        """Rows of programmes in which this person has one of the team roles."""
        return self.filter(partner__programme__in=programmes_of(person, roles))

    def in_plan(self) -> "OutreachLinkQuerySet":
        """Rows that are in the plan of a cohort now."""
        return self.filter(cohort__isnull=False, stopped_at__isnull=True)

    def of_programme(self, programme: "Programme", code: str) -> "OutreachLinkQuerySet":
        """The row with this code, where it belongs to the programme."""
        return self.filter(ref=code, partner__programme=programme)

    def with_everything_named(self) -> "OutreachLinkQuerySet":
        """With partner, cohort, venue and programme, in one query."""
        return self.select_related("partner__programme", "cohort__venue", "cohort__programme")

    def counted(self) -> int:
        """Count one visit of these links, at once and without reading them; return how many there are."""
        return self.update(visits=F("visits") + 1)


class CohortChoiceQuerySet(HouseQuerySet["CohortChoice"]):
    """Wishes of applicants."""

    def within_limit(self) -> "CohortChoiceQuerySet":
        """Wishes that count in a draw: the rule of `lottery_reach`, where rows are only counted or looked up."""
        near = Q(distance_km__lte=F("application__travel_limit_km"))
        unsaid = Q(distance_km=None) | Q(application__travel_limit_km=None)
        return self.filter(Q(rank=1) | unsaid | near)


class ReviewerQuerySet(HouseQuerySet["Reviewer"]):
    """As what members of the team review."""

    def current(self) -> "ReviewerQuerySet":
        """Those who are on the team as reviewers now. Whoever coordinates as well knows the names, and is none."""
        theirs = TeamMembership.objects.current().filter(person=OuterRef("person"), programme=OuterRef("programme"))
        return self.filter(Exists(theirs.filter(role="reviewer")) & ~Exists(theirs.filter(role="coordinator")))


class ReviewQuerySet(HouseQuerySet["Review"]):
    """Reviews."""

    def of(self, person: "Person") -> "ReviewQuerySet":
        """What this person scores, in programmes on whose team they review now."""
        return self.filter(reviewer=person, application__programme__in=programmes_of(person, ("reviewer",)))

    def to_score(self) -> "ReviewQuerySet":
        """Reviews of applications about which nothing is decided yet, where scoring is on."""
        on = self.filter(application__programme__review_rules__on=True)
        return on.filter(state="open", application__state__in=["submitted", "eligible"])

    def counted(self) -> "ReviewQuerySet":
        """Reviews that were not handed on."""
        return self.exclude(state="handed_on")
