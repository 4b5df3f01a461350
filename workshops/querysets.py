"""Reads of workshops, registers and claims."""

from collections.abc import Collection
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, IntegerField, Max, OuterRef, Q, QuerySet, Subquery, Window
from django.db.models.functions import Coalesce, RowNumber, TruncDate

from cohorts.models import Cohort, Place, TeamMembership
from common.dates import LONDON, in_london
from common.querysets import WHOLE, HouseQuerySet
from people.querysets import NAMED

if TYPE_CHECKING:
    from people.models import Person
    from workshops.models import (  # noqa: F401
        Arrangement,
        Claim,
        DebriefPair,
        LeadRequest,
        Provision,
        RegisterEntry,
        Workshop,
    )

COORDINATOR = TeamMembership.Role.COORDINATOR
FACILITATOR = TeamMembership.Role.FACILITATOR
PERSON_NAMES = ("given_name", "family_name")


class WorkshopQuerySet(HouseQuerySet["Workshop"]):
    """Workshops."""

    def ahead(self, *, on: date) -> "WorkshopQuerySet":
        """Workshops that are still to come, today's among them. None comes of a cohort that was cancelled."""
        return self.filter(date__gte=on, state__in=["planned", "confirmed"]).exclude(cohort__state="cancelled")

    def register_missing(self, *, on: date) -> "WorkshopQuerySet":
        """Workshops whose day is over and whose register nobody has closed."""
        return self.filter(date__lt=on, state__in=["planned", "confirmed"])

    def begun(self, *, now: datetime) -> "WorkshopQuerySet":
        """Workshops that have begun, whether or not their register is taken."""
        here = in_london(now)
        started = Q(date__lt=here.date()) | Q(date=here.date(), starts__lte=here.time())
        return self.filter(Q(state="held") | (Q(state__in=["planned", "confirmed"]) & started))

    def last_days(self) -> "dict[int, date]":
        """Return by cohort the last day that was held, where all days were held or cancelled."""
        ended = (
            self.order_by()
            .values("cohort")
            .annotate(
                ahead=Count("pk", filter=~Q(state__in=["held", "cancelled"])), last=Max("date", filter=Q(state="held"))
            )
        )
        return {row["cohort"]: row["last"] for row in ended.filter(ahead=0, last__isnull=False)}

    def held(self) -> "WorkshopQuerySet":
        """Workshops that took place."""
        return self.filter(state="held")

    def led_by(self, person: "Person") -> "WorkshopQuerySet":
        """Workshops that this person leads."""
        return self.filter(Q(lay_facilitator=person) | Q(professional_facilitator=person))

    def for_team(self, person: "Person", *roles: str) -> "WorkshopQuerySet":
        """Workshops of programmes in which this person has one of the team roles."""
        return self.filter(cohort__in=Cohort.objects.for_team(person, *roles))

    def for_staff(self, person: "Person") -> "WorkshopQuerySet":
        """Workshops whose register this person may take: coordinators, facilitators, and who leads it."""
        mine = Q(lay_facilitator=person) | Q(professional_facilitator=person)
        return self.filter(mine | Q(cohort__in=Cohort.objects.for_team(person, COORDINATOR, FACILITATOR)))

    def known_to(self, person: "Person") -> "WorkshopQuerySet":
        """Workshops of which this person may know what people need: coordinators, and who leads one of the group."""
        leads = Q(workshops__lay_facilitator=person) | Q(workshops__professional_facilitator=person)
        beside = Cohort.objects.filter(leads).values("pk")
        return self.filter(Q(cohort__in=beside) | Q(cohort__in=Cohort.objects.for_team(person, COORDINATOR)))

    def stopped(self) -> "WorkshopQuerySet":
        """Workshops that do not take place as planned."""
        return self.filter(state__in=["postponed", "cancelled"])

    def ended(self, *, since: date, before: datetime) -> "WorkshopQuerySet":
        """Workshops that went ahead and have ended by the London moment `before`, on or after the day `since`."""
        over = Q(date__lt=before.date()) | Q(date=before.date(), ends__lte=before.time())
        return self.filter(over, date__gte=since, state__in=["planned", "confirmed", "held"])

    def without_both_facilitators(self) -> "WorkshopQuerySet":
        """Workshops that lack a lay or a professional facilitator."""
        return self.filter(Q(lay_facilitator__isnull=True) | Q(professional_facilitator__isnull=True))

    def following_the_template(self, *, number: int, on: date) -> "WorkshopQuerySet":
        """Workshops ahead with this number whose agenda nobody edited by hand."""
        return self.ahead(on=on).filter(number=number, agenda_changed_at__isnull=True)

    def for_participant(self, person: "Person") -> "WorkshopQuerySet":
        """Workshops of cohorts in which this person has a place, or completed one."""
        return self.filter(
            cohort__in=Cohort.objects.filter(
                places_taken__person=person, places_taken__state__in=["active", "completed"]
            ).values("pk")
        )

    def claimable_by(self, person: "Person") -> "WorkshopQuerySet":
        """Workshops for which this person may claim costs: their own, and those before they left.

        A day that was cancelled or postponed before they left counts too.
        """
        left_on = TruncDate("cohort__places_taken__withdrawn_at", tzinfo=LONDON)
        stopped = Q(state__in=["postponed", "cancelled"], changed_at__lte=F("cohort__places_taken__withdrawn_at"))
        before = self.filter(
            stopped | Q(date__lte=left_on),
            cohort__places_taken__person=person,
            cohort__places_taken__state="withdrawn",
        )
        return self.filter(Q(pk__in=self.for_participant(person).values("pk")) | Q(pk__in=before.values("pk")))

    def in_calendar_of(self, person: "Person") -> "WorkshopQuerySet":
        """Workshops to which this person goes or which they lead."""
        going = Cohort.objects.filter(
            places_taken__person=person, places_taken__state__in=["active", "completed"]
        ).values("pk")
        mine = Q(lay_facilitator=person) | Q(professional_facilitator=person)
        return self.filter(mine | Q(cohort__in=going)).order_by("date", "starts", "pk")

    def in_room(self, *, room_id: int, on: date, starts: time, ends: time) -> "WorkshopQuerySet":
        """Workshops that use this room at a time that overlaps; one may begin when another ends."""
        return self.exclude(state__in=["postponed", "cancelled"]).filter(
            room_id=room_id, date=on, starts__lt=ends, ends__gt=starts
        )

    def led_on(self, people: "Collection[int]", days: "Collection[date]") -> "WorkshopQuerySet":
        """Workshops that go ahead on one of these days and that one of these people leads."""
        led = Q(lay_facilitator__in=people) | Q(professional_facilitator__in=people)
        return self.filter(led, date__in=days, state__in=["planned", "confirmed"])

    def first_of_a_day(self, count: int) -> "QuerySet[Workshop, Any]":
        """The first so many of those that the same two lead on the same day, as rows with what it takes to name them.

        Each knows its `place_in_day` and how many there are `that_day`.
        """
        same = [F("date"), F("lay_facilitator"), F("professional_facilitator")]
        numbered = self.annotate(
            place_in_day=Window(RowNumber(), partition_by=same, order_by="pk"),
            that_day=Window(Count("pk"), partition_by=same),
        )
        columns = ("pk", "date", "number", "title", "lay_facilitator_id", "professional_facilitator_id", "cohort__name")
        first = numbered.filter(place_in_day__lte=count).order_by("pk")
        return first.values_list(*columns, "place_in_day", "that_day", named=True)

    def with_everything_named(self) -> "WorkshopQuerySet":
        """With cohort, programme, place and both facilitators, in one query."""
        return self.select_related("cohort__programme", "venue", "room", "lay_facilitator", "professional_facilitator")

    def with_names(self) -> "WorkshopQuerySet":
        """With everything named, but of the facilitators their names alone: for pages, not for messages to them."""
        leaders = {"lay_facilitator": NAMED, "professional_facilitator": NAMED}
        return self.joined(cohort=WHOLE, cohort__programme=WHOLE, venue=WHOLE, room=WHOLE, **leaders)

    def for_lists(self) -> "WorkshopQuerySet":
        """With what a line of a list says, and no column besides."""
        own = ("ref", "number", "title", "date", "starts", "ends", "state", "cohort__name")
        names = [f"{who}__{name}" for who in ("lay_facilitator", "professional_facilitator") for name in PERSON_NAMES]
        places = ("venue__name", "venue__town", "room__name", "room__capacity")
        named = self.select_related("cohort", "venue", "room", "lay_facilitator", "professional_facilitator")
        return named.only(*own, *names, *places)

    def for_cards(self) -> "WorkshopQuerySet":
        """With what the card of a workshop that is over says, and no column besides."""
        own = ("ref", "number", "title", "date", "starts", "state", "cohort__name", "venue__name", "venue__town")
        return self.select_related("cohort", "venue").only(*own)

    def with_counts(self) -> "WorkshopQuerySet":
        """With how many came, sent apologies and did not come."""
        return self.annotate(
            came=Count("register", filter=Q(register__mark__in=["present", "part"])),
            apologies=Count("register", filter=Q(register__mark="apologies")),
            no_shows=Count("register", filter=Q(register__mark="no_show")),
        )

    def with_places(self) -> "WorkshopQuerySet":
        """With `places`: how many people have an active place in the cohort."""
        places = Place.objects.active().filter(cohort=OuterRef("cohort")).order_by().values("cohort")
        counted = Subquery(places.annotate(count=Count("pk")).values("count"), output_field=IntegerField())
        return self.annotate(places=Coalesce(counted, 0))


class RegisterQuerySet(HouseQuerySet["RegisterEntry"]):
    """Register entries."""

    def came(self) -> "RegisterQuerySet":
        """People who were there, for the day or part of it."""
        return self.filter(mark__in=["present", "part"])

    def in_sight(self) -> "RegisterQuerySet":
        """Entries that a register shows: of everybody who takes part, and what was marked of those who left."""
        return self.exclude(Q(place__state="withdrawn") & Q(mark="expected"))

    def with_history(self) -> "RegisterQuerySet":
        """With `corrected`: how often what was saved has been changed."""
        return self.annotate(corrected=Count("corrections"))


class ProvisionQuerySet(HouseQuerySet["Provision"]):
    """Things to arrange."""

    def wanted(self) -> "ProvisionQuerySet":
        """Things that somebody needs."""
        return self.filter(cancelled_at__isnull=True)

    def to_do(self) -> "ProvisionQuerySet":
        """Things that are needed and not done, the most urgent first."""
        return self.wanted().filter(done_at__isnull=True).order_by("due_on", "workshop__date", "pk")

    def overdue(self, *, on: date) -> "ProvisionQuerySet":
        """Things to do whose day has passed."""
        return self.to_do().filter(due_on__lt=on)

    def ahead(self, *, on: date) -> "ProvisionQuerySet":
        """Things for workshops that are still to come and go ahead."""
        return self.filter(workshop__date__gte=on, workshop__state__in=["planned", "confirmed"])

    def for_team(self, person: "Person", *roles: str) -> "ProvisionQuerySet":
        """Things to arrange in programmes in which this person has one of the team roles."""
        return self.filter(workshop__cohort__in=Cohort.objects.for_team(person, *roles))

    def with_everything_named(self) -> "ProvisionQuerySet":
        """With workshop, cohort, programme, venue and who does it, in one query."""
        return self.select_related(
            "workshop__cohort__programme", "workshop__venue", "workshop__room", "responsible", "done_by"
        )


class ArrangementQuerySet(HouseQuerySet["Arrangement"]):
    """Arrangements."""

    def for_person(self, person: "Person") -> "ArrangementQuerySet":
        """What is arranged for this person's own needs."""
        found = self.wanted().filter(need__person=person, need__ended_at__isnull=True)
        return found.select_related("need", "provision")

    def of(self, person: "Person") -> "ArrangementQuerySet":
        """Every arrangement for one person, also of needs that have ended."""
        return self.filter(need__person=person)

    def wanted(self) -> "ArrangementQuerySet":
        """Arrangements of people who are expected and still have the need."""
        return self.filter(cancelled_at__isnull=True)

    def unanswered(self) -> "ArrangementQuerySet":
        """Arrangements of which nobody has said whether the need was met."""
        return self.wanted().filter(met="")

    def of_those_who_came(self) -> "ArrangementQuerySet":
        """Arrangements for people whom the register says were there, for the day or part of it."""
        return self.filter(
            workshop__register__place__person=F("need__person"), workshop__register__mark__in=["present", "part"]
        )

    def answered(self) -> "ArrangementQuerySet":
        """Arrangements of which somebody said whether the need was met, the newest first."""
        return self.exclude(met="").order_by("-workshop__date", "-met_at", "pk")

    def with_everything_named(self) -> "ArrangementQuerySet":
        """With need, person and what serves it, in one query."""
        return self.select_related("need__person", "provision", "met_by")


class LeadRequestQuerySet(HouseQuerySet["LeadRequest"]):
    """Requests to lead a workshop."""

    def standing(self) -> "LeadRequestQuerySet":
        """Requests to people who are still named as facilitators."""
        return self.filter(ended_at__isnull=True)

    def of(self, person: "Person") -> "LeadRequestQuerySet":
        """Requests to one person."""
        return self.filter(person=person)

    def waiting(self, *, on: date) -> "LeadRequestQuerySet":
        """Requests that wait for an answer, for workshops that are still to come, the next first."""
        ahead = self.standing().filter(answer="", workshop__date__gte=on, workshop__state__in=["planned", "confirmed"])
        return ahead.order_by("workshop__date", "workshop__starts", "pk")

    def declined(self, *, on: date) -> "LeadRequestQuerySet":
        """Requests for workshops ahead to which a facilitator said no, and nobody else is named."""
        return self.standing().filter(answer="no", workshop__date__gte=on, workshop__state__in=["planned", "confirmed"])

    def answerable_by(self, person: "Person") -> "LeadRequestQuerySet":
        """Requests that this person may answer: their own, and as coordinator those of the programme."""
        return self.filter(Q(person=person) | Q(workshop__cohort__in=Cohort.objects.for_team(person, COORDINATOR)))

    def with_everything_named(self) -> "LeadRequestQuerySet":
        """With workshop, cohort, programme and venue, in one query."""
        return self.select_related("person", "workshop__cohort__programme", "workshop__venue", "workshop__room")


class DebriefPairQuerySet(HouseQuerySet["DebriefPair"]):
    """Pairs that need attention after a workshop."""

    def with_names(self) -> "DebriefPairQuerySet":
        """With the names of both people of the pair and of who noted it, in one query."""
        people = ("pair__lay__person", "pair__professional__person", "noted_by")
        own = ("debrief", "words", "noted_at", "pair__ref")
        names = [f"{person}__{name}" for person in people for name in NAMED]
        return self.select_related(*people).only(*own, *names)


class ClaimQuerySet(HouseQuerySet["Claim"]):
    """Claims."""

    def for_team(self, person: "Person", *roles: str) -> "ClaimQuerySet":
        """Claims of programmes in which this person has one of the team roles."""
        return self.filter(workshop__cohort__in=Cohort.objects.for_team(person, *roles))

    def waiting(self) -> "ClaimQuerySet":
        """Claims that somebody has to look at, the oldest first."""
        return self.filter(state="sent").order_by("sent_at", "pk")

    def with_everything_named(self) -> "ClaimQuerySet":
        """With person, workshop, programme and lines, in two queries."""
        named = ("place__person", "workshop__cohort__programme", "approved_by", "sent_by")
        return self.select_related(*named).prefetch_related("lines")

    def for_lists(self) -> "ClaimQuerySet":
        """With what a line of a list says, and no column besides."""
        own = ("ref", "state", "sent_at", "workshop__number", "workshop__title", "workshop__cohort__name")
        names = [f"{who}__{name}" for who in ("place__person", "sent_by") for name in PERSON_NAMES]
        return self.select_related("place__person", "workshop__cohort", "sent_by").only(*own, *names)

    def settled(self) -> "ClaimQuerySet":
        """Claims that were approved or refused, the newest first."""
        return self.filter(state__in=["approved", "paid", "refused"]).order_by(F("approved_at").desc(nulls_last=True))
