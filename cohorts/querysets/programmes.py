"""Reads of programmes, venues, cohorts, places and the team."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, When

from cohorts.querysets.scope import programmes_of
from common.dates import in_london
from common.querysets import HouseQuerySet
from people.models import Person
from people.querysets import NAMED

if TYPE_CHECKING:
    from cohorts.models import (  # noqa: F401
        Cohort,
        Concern,
        Departure,
        Exclusion,
        Place,
        Programme,
        TeamMembership,
        Venue,
    )

SAFEGUARDING = ("safeguarding_lead", "safeguarding_deputy")


class TeamMembershipQuerySet(HouseQuerySet["TeamMembership"]):
    """Who may do what in which programme."""

    def current(self) -> "TeamMembershipQuerySet":
        """Memberships that have not ended."""
        return self.filter(ended_on__isnull=True)

    def safeguarding(self) -> "TeamMembershipQuerySet":
        """Of those who read what is reported in confidence."""
        return self.current().filter(role__in=SAFEGUARDING)

    def reading_of(self, programme: "Programme | None") -> "TeamMembershipQuerySet":
        """Who reads the reports on a programme: its lead and deputy; on none, or on one without any, those of all."""
        everybody = self.safeguarding()
        if programme is None:
            return everybody
        own = self.model.objects.safeguarding().filter(programme=programme)
        return everybody.filter(Q(programme=programme) | ~Exists(own))

    def giving(self, person: "Person", *roles: str) -> "TeamMembershipQuerySet":
        """Current memberships of this person in any of the roles (in any role where none is named)."""
        found = self.current().filter(person=person)
        return found.filter(role__in=roles) if roles else found

    def for_team(self, person: "Person", *roles: str) -> "TeamMembershipQuerySet":
        """Memberships of programmes in which this person has one of the team roles."""
        return self.filter(programme__in=programmes_of(person, roles))

    def to_invite_again(self, programme: "Programme") -> "TeamMembershipQuerySet":
        """Who is on the team of the programme that this one was copied from, and not on this one in that role."""
        here = self.model.objects.current().filter(
            programme=programme, person=OuterRef("person"), role=OuterRef("role")
        )
        return self.current().filter(~Exists(here), programme=programme.copied_from_id).in_order()

    def with_people(self) -> "TeamMembershipQuerySet":
        """With the person, the programme, and who put them there and took them off, in one query."""
        return self.select_related("person", "programme", "added_by", "ended_by")

    def in_order(self) -> "TeamMembershipQuerySet":
        """By role and name."""
        return self.order_by("role", "person__family_name", "person__given_name", "pk")


class ProgrammeQuerySet(HouseQuerySet["Programme"]):
    """Programmes."""

    def for_team(self, person: "Person", *roles: str) -> "ProgrammeQuerySet":
        """Programmes in which this person has one of the team roles (any role where none is named)."""
        return self.filter(pk__in=programmes_of(person, roles))

    def taken_part_in(self, person: "Person") -> "ProgrammeQuerySet":
        """Programmes in which this person has a place, or for which they applied."""
        # Two lists of keys: joined to both, a programme has a row for each place times each application of anybody.
        places = person.places.model.objects.filter(person=person).order_by().values("programme")
        applications = person.applications.model.objects.filter(person=person).order_by().values("programme")
        return self.filter(Q(pk__in=places) | Q(pk__in=applications))

    def in_order(self) -> "ProgrammeQuerySet":
        """The newest first, those in the archive last."""
        return self.order_by(F("archived_at").asc(nulls_first=True), "-year", "name")

    def with_under_way(self) -> "ProgrammeQuerySet":
        """Each with `under_way`: in how many of its cohorts something goes on, from planning to the last workshop."""
        goes_on = ["planning", "recruiting", "selecting", "confirming", "running"]
        return self.annotate(under_way=Count("cohorts", filter=Q(cohorts__state__in=goes_on)))

    def with_cohort_count(self) -> "ProgrammeQuerySet":
        """Each with `cohort_count`: how many cohorts it has."""
        return self.annotate(cohort_count=Count("cohorts"))

    def without_safeguarding(self) -> "ProgrammeQuerySet":
        """Programmes that have neither safeguarding lead nor deputy."""
        return self.exclude(pk__in=self.model.objects.filter(_has_safeguarding()).values("pk"))

    def open_to_applications(self, *, on: date) -> "ProgrammeQuerySet":
        """Programmes with a cohort that takes applications on this day."""
        return self.filter(_taking_applications(on, "cohorts__")).distinct()


class VenueQuerySet(HouseQuerySet["Venue"]):
    """Venues."""

    def with_cohort_count(self) -> "VenueQuerySet":
        """Each with `cohort_count`: how many cohorts meet there."""
        return self.annotate(cohort_count=Count("cohorts"))


class CohortQuerySet(HouseQuerySet["Cohort"]):
    """Cohorts."""

    def for_team(self, person: "Person", *roles: str) -> "CohortQuerySet":
        """Cohorts of programmes in which this person has one of the team roles."""
        return self.filter(programme__in=programmes_of(person, roles))

    def taking_applications(self, *, on: date) -> "CohortQuerySet":
        """Cohorts to which somebody can apply on this day."""
        return self.filter(_taking_applications(on))

    def begun(self, *, now: datetime) -> "CohortQuerySet":
        """Cohorts whose first day has begun: nobody new can join them (`Cohort.has_begun` says it of one)."""
        here = in_london(now)
        started = Q(workshops__date__lt=here.date()) | Q(
            workshops__date=here.date(), workshops__starts__lte=here.time()
        )
        goes_ahead = Q(workshops__state__in=["planned", "confirmed"])
        return self.filter(Q(workshops__state="held") | goes_ahead & started).distinct()

    def with_everything_named(self) -> "CohortQuerySet":
        """With programme and venue, in one query."""
        return self.select_related("programme", "venue")

    def with_dates(self) -> "CohortQuerySet":
        """With their workshops, in order, in one query more."""
        return self.prefetch_related("workshops__venue")

    def seats_used(self) -> "dict[int, dict[str, int]]":
        """Seats in use by cohort and role: places of people who did not withdraw, and open offers. Two queries."""
        return _added(self.places_by_role(), by_role(self.with_open_offers()))

    def places_by_role(self) -> "dict[int, dict[str, int]]":
        """Places in use by cohort and role."""
        return by_role((pk, role, count) for pk, role, count, _waiting in self.with_places_in_use())

    def with_places_in_use(self) -> "QuerySet[Any, Any]":
        """Cohort, role, how many places are in use, and how many of these still wait for the employer's release."""
        waits = Q(
            places_taken__state="active",
            places_taken__release_needed=True,
            places_taken__released_at__isnull=True,
        )
        rows = self.filter(places_taken__state__in=["active", "completed"]).order_by()
        return rows.values_list("pk", "places_taken__role").annotate(
            count=Count("places_taken"), waiting=Count("places_taken", filter=waits)
        )

    def all_held(self) -> "CohortQuerySet":
        """Cohorts that run and have no workshop left: one was held at least, and none is still to be."""
        held = self.filter(state="running", workshops__state="held")
        return held.exclude(workshops__state__in=["planned", "confirmed", "postponed"]).distinct()

    def with_open_offers(self) -> "QuerySet[Any, Any]":
        """Cohort, role, and how many offers wait for an answer."""
        # One filter() call, so that all conditions speak of the same row.
        rows = self.filter(offers__state="open").order_by()
        return rows.values_list("pk", "offers__role").annotate(count=Count("offers"))

    def with_first_choices(self) -> "QuerySet[Any, Any]":
        """Cohort, role, state, and how many applications name the cohort first; drafts have no role and stay out."""
        rows = self.filter(choices__rank=1, choices__application__submitted_at__isnull=False).order_by()
        return rows.values_list("pk", "choices__application__role", "choices__application__state").annotate(
            count=Count("choices")
        )

    def first_choices(self) -> "dict[int, dict[str, dict[str, int]]]":
        """Applications that name the cohort first, by cohort, role and state."""
        return by_role_and_state(self.with_first_choices())


class PlaceQuerySet(HouseQuerySet["Place"]):
    """Places."""

    def active(self) -> "PlaceQuerySet":
        """Places of people who are taking part."""
        return self.filter(state="active")

    def in_use(self) -> "PlaceQuerySet":
        """Places that use a seat: everybody who did not withdraw."""
        return self.exclude(state="withdrawn")

    def in_evaluation(self) -> "PlaceQuerySet":
        """Places of people who are asked: who takes part, and who left and goes on answering; graduates are guests."""
        asked = ~Q(state="withdrawn") | Q(stays_in_evaluation=True)
        return self.filter(asked, left_evaluation_at__isnull=True, kind="member")

    def for_team(self, person: "Person", *roles: str) -> "PlaceQuerySet":
        """Places of programmes in which this person has one of the team roles."""
        return self.filter(programme__in=programmes_of(person, roles))

    def of(self, person: "Person") -> "PlaceQuerySet":
        """One person's own places."""
        return self.filter(person=person)

    def with_attendance(self) -> "PlaceQuerySet":
        """Each with `came`: to how many workshops they came, for the day or a part of it. In the same query."""
        return self.annotate(came=Count("register_entries", filter=Q(register_entries__mark__in=["present", "part"])))

    def with_everything_named(self) -> "PlaceQuerySet":
        """With person, programme, cohort and venue, in one query."""
        return self.select_related("person", "programme", "cohort__venue", "released_by", "withdrawn_by")


class DepartureQuerySet(HouseQuerySet["Departure"]):
    """Departures."""

    def standing(self) -> "DepartureQuerySet":
        """Departures that were not undone."""
        return self.filter(undone_at__isnull=True)

    def for_team(self, person: "Person", *roles: str) -> "DepartureQuerySet":
        """Departures from programmes in which this person has one of the team roles."""
        return self.filter(place__programme__in=programmes_of(person, roles))


class ExclusionQuerySet(HouseQuerySet["Exclusion"]):
    """Exclusions."""

    def current(self) -> "ExclusionQuerySet":
        """Exclusions that have not ended."""
        return self.filter(ended_at__isnull=True)

    def for_team(self, person: "Person", *roles: str) -> "ExclusionQuerySet":
        """Exclusions of programmes in which this person has one of the team roles."""
        return self.filter(programme__in=programmes_of(person, roles))

    def with_people(self) -> "ExclusionQuerySet":
        """With the names of the two people, of who declared it and of who ended it, in one query."""
        return self.joined(first=NAMED, second=NAMED, declared_by=NAMED, ended_by=NAMED)


class ConcernQuerySet(HouseQuerySet["Concern"]):
    """What was reported in confidence."""

    def for_safeguarding(self, person: "Person") -> "ConcernQuerySet":
        """Reports of programmes whose safeguarding lead or deputy this is.

        A report on no programme, or on one that has neither lead nor deputy, is for those of all: none is lost.
        """
        mine = programmes_of(person, SAFEGUARDING)
        looked_after = person.memberships.model.objects.safeguarding().values("programme")
        nobodys = Q(programme__isnull=True) | ~Q(programme__in=looked_after)
        return self.filter(Q(programme__in=mine) | nobodys, Exists(mine))

    def unread(self) -> "ConcernQuerySet":
        """What nobody has read yet."""
        return self.filter(read_at__isnull=True)

    def unread_first(self) -> "ConcernQuerySet":
        """What nobody has read yet first, where whoever waits longest comes before; then the newest."""
        unread = Case(When(read_at__isnull=True, then=F("reported_at")))
        return self.order_by(unread.asc(nulls_last=True), "-reported_at")

    def with_names(self) -> "ConcernQuerySet":
        """With the name of the programme and of everybody in it, in one query."""
        people = dict.fromkeys(("reported_by", "read_by", "held_by", "closed_by"), NAMED)
        return self.joined(programme=("ref", "name"), **people)

    def for_lists(self) -> "ConcernQuerySet":
        """With what a line of the list says, and no column besides: what was reported is sealed, and stays so."""
        own = ("ref", "danger", "reported_at", "promised_on", "read_at", "closed_at")
        people = ("reported_by", "read_by", "held_by", "closed_by")
        names = [f"{one}__{name}" for one in people for name in ("given_name", "family_name")]
        return self.select_related(*people, "programme").only(*own, "programme__name", *names)


def by_role(rows: "Iterable[tuple[int, str, int]]") -> "dict[int, dict[str, int]]":
    """Return the counts of rows of cohort, role and count, by cohort and role."""
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for pk, role, count in rows:
        found[pk][role] = count
    return found


def by_role_and_state(rows: "Iterable[tuple[int, str, str, int]]") -> "dict[int, dict[str, dict[str, int]]]":
    """Return the counts of rows of cohort, role, state and count, by all three."""
    found: dict[int, dict[str, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
    for pk, role, state, count in rows:
        found[pk][role][state] = count
    return found


def _has_safeguarding() -> Q:
    return Q(memberships__role__in=SAFEGUARDING, memberships__ended_on__isnull=True)


def _taking_applications(on: date, prefix: str = "") -> Q:
    return Q(
        Q(**{f"{prefix}recruitment_opens__isnull": True}) | Q(**{f"{prefix}recruitment_opens__lte": on}),
        Q(**{f"{prefix}recruitment_closes__isnull": True}) | Q(**{f"{prefix}recruitment_closes__gte": on}),
        Q(**{f"{prefix}state": "recruiting"}),
    )


def _added(one: "dict[int, dict[str, int]]", other: "dict[int, dict[str, int]]") -> "dict[int, dict[str, int]]":
    found: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for counts in (one, other):
        for pk, roles in counts.items():
            for role, count in roles.items():
                found[pk][role] += count
    return found
