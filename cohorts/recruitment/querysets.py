"""Reads of applications, draws, offers and reserves."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

from django.apps import apps
from django.db.models import Avg, Count, Exists, F, FilteredRelation, OuterRef, Q, QuerySet

from cohorts.models import Cohort
from cohorts.querysets import programmes_of
from common.querysets import HouseQuerySet
from people.finding import Word
from people.models import Need, Person

if TYPE_CHECKING:
    from cohorts.models import Programme
    from cohorts.recruitment.models import (  # noqa: F401
        Application,
        Ceremony,
        Draw,
        EmployerRelease,
        Handover,
        ImportBatch,
        ImportRow,
        Offer,
        Promise,
        Quota,
        Reserve,
        Stay,
    )

DONE: Final = Q(reviews__state="done")
# What the reviews of an application come to.
REVIEWED: Final[dict[str, Any]] = {
    "lay_done": Count("reviews", filter=DONE & Q(reviews__role="lay")),
    "professional_done": Count("reviews", filter=DONE & Q(reviews__role="professional")),
    "mean": Avg("reviews__total", filter=DONE),
}
# What a draw asks of an application.
FOR_A_POOL: Final = ("ref", "programme", "person", "role", "state", "travel_limit_km", "partner_application")


class ApplicationQuerySet(HouseQuerySet["Application"]):
    """Applications."""

    def submitted(self) -> "ApplicationQuerySet":
        """Everything but drafts."""
        return self.exclude(state="draft")

    def keyed(self) -> "ApplicationQuerySet":
        """Applications that staff keyed from paper or on the phone, drafts too."""
        return self.filter(source__in=["paper", "phone"], keyed_by__isnull=False)

    def of(self, person: "Person") -> "ApplicationQuerySet":
        """One person's own applications."""
        return self.filter(person=person)

    # --- selecting ---

    def for_team(self, person: "Person", *roles: str) -> "ApplicationQuerySet":
        """Applications to programmes in which this person has one of the team roles."""
        return self.filter(programme__in=programmes_of(person, roles))

    def for_team_in_order(self, person: "Person", *roles: str) -> "ApplicationQuerySet":
        """As `for_team`, looked up row by row: for the first few of a long list that are theirs for the most part."""
        theirs = programmes_of(person, roles).filter(programme=OuterRef("programme"))
        return self.filter(Exists(theirs))

    def naming(self, cohort: "Cohort", *, first: bool = False) -> "ApplicationQuerySet":
        """Applications that name the cohort among their choices, or as their first."""
        return self.filter(choices__cohort=cohort, choices__rank=1) if first else self.filter(choices__cohort=cohort)

    def at_distance_from(self, cohort: "Cohort") -> "ApplicationQuerySet":
        """With `distance_km` from home to the cohort's venue; None where it is not known."""
        choice = FilteredRelation("choices", condition=Q(choices__cohort=cohort))
        return self.annotate(choice_of_cohort=choice, distance_km=F("choice_of_cohort__distance_km"))

    def with_need_flag(self) -> "ApplicationQuerySet":
        """With `has_needs`: whether something is to be arranged for the person. It never decides anything."""
        return self.annotate(has_needs=Exists(Need.objects.current().filter(person=OuterRef("person"))))

    def needing_something(self, answer: bool) -> "ApplicationQuerySet":  # noqa: FBT001 - reads as a sentence
        """Applications of people for whom something is to be arranged, or of those for whom nothing is known."""
        needs = Exists(Need.objects.current().filter(person=OuterRef("person")))
        return self.filter(needs if answer else ~needs)

    def able_to_join(self, cohort: "Cohort", *, programme: int, year: int) -> "ApplicationQuerySet":
        """Applications not drawn before, of this programme or an earlier one, by people who are not in the cohort yet.

        The programme is the cohort's, and the year is the programme's.
        """
        there = self.model.objects.filter(programme=programme, person=OuterRef("person")).exclude(state="withdrawn")
        drawn_here = apps.get_model("recruitment", "CohortChoice").objects.filter(
            cohort=cohort, application=OuterRef("pk"), rank=1
        )
        same = Q(programme=programme) & ~Exists(drawn_here)
        earlier = ~Q(programme=programme) & Q(programme__year__lte=year) & ~Exists(there)
        return self.filter(same | earlier, Person.objects.is_reachable("person"), state="not_drawn")

    # --- reviews ---

    def with_reviews(self) -> "ApplicationQuerySet":
        """With `lay_done` and `professional_done`: how many reviews of each role; and the `mean` of their points."""
        return self.annotate(**REVIEWED)

    def short_of_reviewers(self, each_side: int) -> "ApplicationQuerySet":
        """Applications that lack a reviewer of either role."""
        there = ~Q(reviews__state="handed_on")
        # Grouped by their keys alone: by every column of an application it takes a database several times as long.
        counted = (
            self.order_by()
            .values("pk")
            .annotate(
                lay_reviewers=Count("reviews", filter=there & Q(reviews__role="lay")),
                professional_reviewers=Count("reviews", filter=there & Q(reviews__role="professional")),
            )
        )
        short = counted.filter(Q(lay_reviewers__lt=each_side) | Q(professional_reviewers__lt=each_side))
        return self.filter(pk__in=short.values("pk"))

    def below_line(self) -> "ApplicationQuerySet":
        """Applications that do not join the draw, where the programme says that scores decide it.

        All their reviewers have scored, and on average they are below the line. Nobody loses their chance because a
        review is late. Of a pair that applied together it is enough when one reaches the line: they are drawn both or
        neither.
        """
        # Whoever applied with one of these may stand elsewhere.
        partners = self.model.objects.filter(pk__in=self.order_by().values("partner_application"))
        alone = Q(partner_application=None) | Q(partner_application__in=partners.scored_below_line())
        return self.filter(alone, pk__in=self.scored_below_line())

    def scored_below_line(self) -> "QuerySet[Any, Any]":
        """The keys of those of whom each is below the line by their own points."""
        each_side, line = F("programme__review_rules__each_side"), F("programme__review_rules__line")
        scored = Q(lay_done__gte=each_side, professional_done__gte=each_side, programme__review_rules__on=True)
        # Grouped by their keys alone, as above.
        return self.order_by().values("pk").annotate(**REVIEWED).filter(scored & Q(mean__lt=line)).values("pk")

    def possible_duplicates(self) -> "ApplicationQuerySet":
        """Applications of people who may be known already, not settled yet."""
        return self.filter(possible_duplicate_of__isnull=False)

    def with_blanks(self) -> "ApplicationQuerySet":
        """Applications whose paper left something blank that is still to be asked."""
        return self.exclude(to_ask=[])

    def holding(self, words: Sequence[Word]) -> "ApplicationQuerySet":
        """Applications whose person or employer holds every word, or whose reference it is.

        Each is looked for by itself, along an index of its own, and not in the rows of both tables together.
        """
        found = self
        for word in words:
            people = Person.objects.holding(word).order_by().values("pk")
            there = self.model.objects.exclude(employer="").filter(employer__icontains=word.text).order_by()
            holds = Q(person__in=people) | Q(pk__in=there.values("pk"))
            found = found.filter(holds | Q(ref=word.ref) if word.ref else holds)
        return found

    def with_everything_named(self) -> "ApplicationQuerySet":
        """With person, programme and choices, in two queries."""
        return self.with_person_named().prefetch_related("choices__cohort")

    def with_person_named(self) -> "ApplicationQuerySet":
        """With person, programme and who it may be, in one query."""
        return self.select_related("person", "programme", "possible_duplicate_of")


class QuotaQuerySet(HouseQuerySet["Quota"]):
    """Quotas."""

    def for_team(self, person: "Person", *roles: str) -> "QuotaQuerySet":
        """Quotas of cohorts of programmes in which this person has one of the team roles."""
        return self.filter(cohort__programme__in=programmes_of(person, roles))

    def waiting(self) -> "QuotaQuerySet":
        """Quotas that nobody has approved yet."""
        return self.filter(approved_on__isnull=True)


class DrawQuerySet(HouseQuerySet["Draw"]):
    """Draws."""

    def to_erase(self, done_before: datetime) -> "DrawQuerySet":
        """Those that still hold what people said, and whose cohorts were all done before the moment."""
        still = self.filter(pk=OuterRef("pk"), cohorts__in=_not_done(done_before))
        return self.filter(~Exists(still), erased_at__isnull=True)

    def for_team(self, person: "Person", *roles: str) -> "DrawQuerySet":
        """Draws of programmes in which this person has one of the team roles."""
        return self.filter(programme__in=programmes_of(person, roles))

    def confirmed(self) -> "DrawQuerySet":
        """Draws that count, the newest first."""
        return self.filter(state="confirmed").order_by("-settled_at", "-pk")

    def without_pool(self) -> "DrawQuerySet":
        """Without the sealed pool, which takes long to open and is read by nobody on a list."""
        return self.defer("pool")


class ReleaseQuerySet(HouseQuerySet["EmployerRelease"]):
    """Employers' releases."""

    def for_team(self, person: "Person", *roles: str) -> "ReleaseQuerySet":
        """Releases of programmes in which this person has one of the team roles."""
        return self.filter(place__programme__in=programmes_of(person, roles))

    def of_cohort(self, cohort: "Cohort") -> "ReleaseQuerySet":
        """Releases asked for the places of a cohort."""
        return self.filter(place__cohort=cohort)

    def with_everything_named(self) -> "ReleaseQuerySet":
        """With place, person, cohort, venue and programme, in one query."""
        return self.select_related("place__person", "place__cohort__venue", "place__programme", "manager")


class OfferQuerySet(HouseQuerySet["Offer"]):
    """Offers."""

    def open(self) -> "OfferQuerySet":
        """Offers that wait for an answer."""
        return self.filter(state="open")

    def overdue(self, *, on: date) -> "OfferQuerySet":
        """Open offers whose reply-by date has passed."""
        return self.open().filter(reply_by__lt=on)

    def of_begun(self, *, now: datetime) -> "OfferQuerySet":
        """Offers of cohorts that have begun: too late for anybody to join."""
        return self.filter(cohort__in=Cohort.objects.begun(now=now).values("pk"))

    def of(self, person: "Person") -> "OfferQuerySet":
        """Offers made to one person."""
        return self.filter(application__person=person)

    def for_team(self, person: "Person", *roles: str) -> "OfferQuerySet":
        """Offers of programmes in which this person has one of the team roles."""
        return self.filter(cohort__programme__in=programmes_of(person, roles))

    def with_everything_named(self) -> "OfferQuerySet":
        """With person, programme, cohort and venue, in one query."""
        return self.select_related("application__person", "cohort__venue", "cohort__programme", "place")


class ReserveQuerySet(HouseQuerySet["Reserve"]):
    """Reserve lists."""

    def unused(self) -> "ReserveQuerySet":
        """Reserves who have not been offered a place."""
        return self.filter(used_at__isnull=True)


class ImportBatchQuerySet(HouseQuerySet["ImportBatch"]):
    """Staged files."""

    def for_team(self, person: "Person", *roles: str) -> "ImportBatchQuerySet":
        """Imports into programmes in which this person has one of the team roles."""
        return self.filter(programme__in=programmes_of(person, roles))

    def imported(self, programme: "Programme", file_hash: str) -> "ImportBatchQuerySet":
        """Imports of this very file into the programme, finished or being written."""
        return self.filter(programme=programme, file_hash=file_hash, state__in=["writing", "imported"])

    def staged_before(self, moment: datetime) -> "ImportBatchQuerySet":
        """Batches old enough to be erased."""
        return self.filter(staged_at__lt=moment)

    def with_everything_named(self) -> "ImportBatchQuerySet":
        """With programme and everybody who did something with it, in one query."""
        return self.select_related("programme", "staged_by", "confirmed_by", "undone_by")


class ImportRowQuerySet(HouseQuerySet["ImportRow"]):
    """Rows of staged files."""

    def to_settle(self) -> "ImportRowQuerySet":
        """Possible duplicates about which nobody has decided."""
        return self.filter(verdict="possible", decision="")

    def to_write(self) -> "ImportRowQuerySet":
        """Rows that become applications and have not yet, in order."""
        wanted = self.filter(verdict__in=["new", "possible"], application__isnull=True)
        return wanted.exclude(decision="leave_out").order_by("number")

    def written(self) -> "ImportRowQuerySet":
        """Rows that became applications."""
        return self.filter(application__isnull=False)

    def by_verdict(self) -> "dict[str, int]":
        """How many rows have each verdict."""
        return dict(self.order_by().values_list("verdict").annotate(count=Count("pk")))


class PromiseQuerySet(HouseQuerySet["Promise"]):
    """Promises of a later place."""

    def open(self) -> "PromiseQuerySet":
        """Promises that are neither kept nor let go, of people who may be contacted."""
        return self.filter(
            kept_at__isnull=True,
            dropped_at__isnull=True,
            place__person__deceased_on__isnull=True,
            place__person__merged_into__isnull=True,
        )

    def for_team(self, person: "Person", *roles: str) -> "PromiseQuerySet":
        """Promises made in programmes in which this person has one of the team roles."""
        return self.filter(place__programme__in=programmes_of(person, roles))

    def with_everything_named(self) -> "PromiseQuerySet":
        """With person, place, programme and cohort, in one query."""
        return self.select_related("place__person", "place__programme", "place__cohort__venue", "made_by")


class CeremonyQuerySet(HouseQuerySet["Ceremony"]):
    """Ceremonies."""

    def for_team(self, person: "Person", *roles: str) -> "CeremonyQuerySet":
        """Ceremonies of programmes in which this person has one of the team roles."""
        return self.filter(programme__in=programmes_of(person, roles))

    def of_cohort(self, cohort: "Cohort") -> "CeremonyQuerySet":
        """Ceremonies that draw the cohort, the newest first."""
        return self.filter(stages__cohort=cohort)

    def under_way(self) -> "CeremonyQuerySet":
        """Those that are neither drawn nor set aside."""
        return self.filter(state__in=["frozen", "choice", "computed", "published"])

    def published(self) -> "CeremonyQuerySet":
        """Those whose public file is at its address: from its publication on, whatever came after."""
        return self.filter(published_at__isnull=False)

    def to_erase(self, done_before: datetime) -> "CeremonyQuerySet":
        """Those that still hold what people said, and whose cohorts were all done before the moment."""
        still = self.filter(pk=OuterRef("pk"), stages__cohort__in=_not_done(done_before))
        return self.filter(~Exists(still), erased_at__isnull=True)

    def without_files(self) -> "CeremonyQuerySet":
        """Without pool and files, which are long, take long to open and are read by nobody on a list."""
        return self.defer("pool", "public", "sealed", "secret")

    def with_everybody_named(self) -> "CeremonyQuerySet":
        """With the programme and everybody who did something, in one query."""
        return self.select_related("programme", "frozen_by", "agreed_by", "published_by", "entered_by", "aside_by")


class HandoverQuerySet(HouseQuerySet["Handover"]):
    """Sealed files in the hands of verifiers."""

    def for_team(self, person: "Person", *roles: str) -> "HandoverQuerySet":
        """Handovers in programmes in which this person has one of the team roles."""
        return self.filter(ceremony__programme__in=programmes_of(person, roles))

    def of(self, person: "Person") -> "HandoverQuerySet":
        """What was handed to this very person."""
        return self.filter(kind="team", person=person)

    def usable(self, *, now: datetime) -> "HandoverQuerySet":
        """Those that were not used and have not run out."""
        return self.filter(taken_at__isnull=True, expires_at__gt=now)


class StayQuerySet(HouseQuerySet["Stay"]):
    """Wishes to stay for the next cohort."""

    def for_team(self, person: "Person", *roles: str) -> "StayQuerySet":
        """Wishes of applicants to programmes in which this person has one of the team roles."""
        return self.filter(application__programme__in=programmes_of(person, roles))

    def standing(self) -> "StayQuerySet":
        """Wishes that were neither taken back nor fulfilled."""
        return self.filter(ended_at__isnull=True)

    def of(self, person: "Person") -> "StayQuerySet":
        """One person's own."""
        return self.filter(application__person=person)

    def standing_of(self, applications: ApplicationQuerySet) -> "StayQuerySet":
        """Wishes that stand, of these applications.

        Each wish is asked for itself: few stand at a time, and a join would begin with everybody who was not drawn.
        """
        return self.standing().filter(Exists(applications.filter(pk=OuterRef("application"))))


def _not_done(before: datetime) -> Any:
    """Return the cohorts that go on, or were finished, archived or cancelled after the moment."""
    done = Q(state__in=["finished", "archived", "cancelled"], state_since__lte=before)
    return Cohort.objects.exclude(done).values("pk")
