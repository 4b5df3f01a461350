"""Reads of projects."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Greatest

from cohorts.models import Cohort, TeamMembership
from common.querysets import WHOLE, HouseQuerySet
from people.models import Death
from people.querysets import NAMED

if TYPE_CHECKING:
    from people.models import Person
    from projects.models import Milestone, Project, ShowcaseEntry, Update  # noqa: F401

COORDINATOR = TeamMembership.Role.COORDINATOR
FACILITATOR = TeamMembership.Role.FACILITATOR
# A project of which nothing is heard for so long is asked about.
QUIET_AFTER = timedelta(days=21)


class ProjectQuerySet(HouseQuerySet["Project"]):
    """Projects."""

    def with_a_three(self) -> "ProjectQuerySet":
        """Projects of standing pairs that somebody joined for a time, now or before."""
        return self.filter(pair__threes__isnull=False).exclude(pair__state="ended")

    def editable_by(self, person: "Person") -> "ProjectQuerySet":
        """Projects that this person works on now; who has completed the programme may go on."""
        return self.filter(
            contributors__place__person=person,
            contributors__until__isnull=True,
            contributors__place__state__in=["active", "completed"],
        ).distinct()

    def visible_to(self, person: "Person") -> "ProjectQuerySet":
        """Projects of the programmes that this person coordinates or facilitates."""
        return self.filter(cohort__in=Cohort.objects.for_team(person, COORDINATOR, FACILITATOR))

    def coordinated_by(self, person: "Person") -> "ProjectQuerySet":
        """Projects of the programmes that this person coordinates."""
        return self.filter(cohort__in=Cohort.objects.for_team(person, COORDINATOR))

    def with_everything_named(self) -> "ProjectQuerySet":
        """With pair, people and cohort, in one query."""
        people = ("pair__lay__person", "pair__professional__person", "changed_by", "changed_for")
        places = {"pair__lay": ("person", "state", "role"), "pair__professional": ("person", "state", "role")}
        cohort = {"cohort": ("ref", "name", "state", "programme"), "cohort__programme": ("ref", "name")}
        return self.joined(pair=WHOLE, **places, **cohort, **dict.fromkeys(people, NAMED))

    def for_lists(self) -> "ProjectQuerySet":
        """With what a row of a list says, and no column besides."""
        people = ("pair__lay__person", "pair__professional__person")
        names = [f"{person}__{name}" for person in people for name in ("given_name", "family_name")]
        named = self.select_related("cohort", *people).with_last_news()
        return named.only("ref", "title", "challenge", "status", "cohort__name", *names)

    def with_last_news(self) -> "ProjectQuerySet":
        """With `last_news`: when something was last heard, be it an update or a change of the text."""
        # Asked through the project itself: an update is written of in a module that stands on this one.
        newest = self.model.objects.filter(pk=OuterRef("pk")).order_by("-updates__made_at").values("updates__made_at")
        return self.annotate(last_news=Greatest("changed_at", Coalesce(Subquery(newest[:1]), "changed_at")))

    def quiet(self, *, now: datetime) -> "ProjectQuerySet":
        """Projects that are under way, of which nothing was heard for three weeks."""
        return self.with_last_news().filter(~Q(status="stopped") & Q(last_news__lt=now - QUIET_AFTER))

    def quietest_first(self) -> "ProjectQuerySet":
        """With `last_news`, who has been quiet for longest first."""
        return self.with_last_news().order_by(F("last_news").asc(), "pk")


class UpdateQuerySet(HouseQuerySet["Update"]):
    """News of projects."""


class MilestoneQuerySet(HouseQuerySet["Milestone"]):
    """Steps of projects."""


class ShowcaseQuerySet(HouseQuerySet["ShowcaseEntry"]):
    """Showcase entries."""

    def public(self) -> "ShowcaseQuerySet":
        """Entries that are not held back after the death of somebody who worked on the project."""
        died = Death.objects.holding_back().values("person")
        held = self.model.objects.filter(project__contributors__place__person__in=died)
        return self.exclude(pk__in=held.values("pk"))
