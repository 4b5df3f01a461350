"""Who can be paired in a cohort now, and what pairing reads about them.

Topics, times and travel come from the accepted application. Answers given for selection or for equality monitoring are
not read here, nor are needs: neither may touch a fit.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.utils.functional import cached_property

from cohorts.geography import distance_from
from cohorts.models import Cohort, Exclusion, Place, Role, Wish
from cohorts.pairing.fit import Fit, Profile, fit_of
from cohorts.pairing.models import Acquaintance, Pair, PartnerChoice
from cohorts.querysets import PlaceQuerySet
from cohorts.recruitment.models import Application
from common.prepared import prepared

# A relay is a telephone call for the partner. Through a supporter says nothing about the way.
WAY_OF_METHOD = {
    "email": "email",
    "sms": "sms",
    "phone": "phone",
    "relay_uk": "phone",
    "bsl_relay": "phone",
    "letter": "letter",
}
# Words of five letters and more that say nothing about a topic.
COMMON_WORDS = frozenset(
    re.findall(
        r"\w+",
        "about after again around because before being better between could every everyone everybody first getting "
        "having health healthcare helping hospital ideas improve improving making might other others partner patient "
        "patients people person place project really right services service should since something still their them "
        "themselves there these thing things think those through together under until using wants where which while "
        "whole would years",
    )
)


@dataclass(frozen=True)
class Candidates:
    """The free people of a cohort with everything that decides who goes with whom."""

    lay: list[Place]
    professional: list[Place]
    profiles: dict[int, Profile]
    # Couples of persons who must not be paired, the lower key first.
    excluded: frozenset[tuple[int, int]]
    wishes: frozenset[tuple[int, int]]
    # (who knows, whom) by person: said in confidence, or a pair of these two that has ended.
    known: frozenset[tuple[int, int]]
    # (lay place, professional place) of those who applied together.
    together: frozenset[tuple[int, int]]

    @cached_property
    def by_id(self) -> dict[int, Place]:
        """Every free place by its key."""
        return {place.pk: place for place in (*self.lay, *self.professional)}

    def excludes(self, lay: Place, professional: Place) -> bool:
        """Whether an exclusion stands between the two."""
        return couple(lay, professional) in self.excluded

    def fit(self, lay: Place, professional: Place, weights: dict[str, int] | None = None) -> Fit:
        """Return the fit of two free people."""
        one, other = self.profiles[lay.pk], self.profiles[professional.pk]
        return fit_of(one, other, wishes=self.wishes, known=self.known, weights=weights)


def couple(one: Place, other: Place) -> tuple[int, int]:
    """Return the two persons as an exclusion names them: the lower key first."""
    return (min(one.person_id, other.person_id), max(one.person_id, other.person_id))


def excluded_couples(programme_id: int) -> frozenset[tuple[int, int]]:
    """Return the couples of a programme who must not be paired, the lower key first."""
    return frozenset(_exclusions(programme_id))


@prepared
def _exclusions(programme_id: int) -> "QuerySet[Exclusion, tuple[int, int]]":
    current = Exclusion.objects.current().filter(programme=programme_id)
    return current.order_by().values_list("first_id", "second_id")


def taken_places(pairs: Iterable[Pair]) -> set[int]:
    """Return the keys of the places that these pairs hold."""
    return {pk for pair in pairs for pk in (pair.lay_id, pair.professional_id, pair.third_id) if pk is not None}


def free_places(cohort: Cohort, taken: Collection[int] | None = None) -> PlaceQuerySet:
    """Return who takes part and is in no pair, by name; `taken` saves a query where it is known.

    Not among them: whose partner has died and with whom nobody has spoken yet, who finishes with a facilitator, and
    graduates, who came for one person.
    """
    if taken is None:
        taken = taken_places(Pair.objects.active().filter(cohort=cohort))
    places = Place.objects.active().filter(cohort=cohort, person__deceased_on=None, kind=Place.Kind.MEMBER)
    waits = Q(opened_at__isnull=True, dropped_at__isnull=True) | Q(settled_at__isnull=False, facilitator__isnull=False)
    apart = PartnerChoice.objects.filter(waits, place=OuterRef("pk"))
    places = places.exclude(pk__in=taken).exclude(Exists(apart))
    return places.select_related("person").order_by("person__family_name", "person__given_name", "pk")


def candidates_of(cohort: Cohort, taken: set[int] | None = None) -> Candidates:
    """Return the free people of a cohort and all that pairing reads about them, in five queries.

    `taken` are the places that count as in a pair, where not all of those are meant that pairs hold.
    """
    places = list(free_places(cohort, taken).prefetch_related("person__contact_methods"))
    applications, seasoned, couples = _accepted(places), _seasoned(places), _couples(cohort, places)
    return Candidates(
        lay=[place for place in places if place.role == Role.LAY],
        professional=[place for place in places if place.role == Role.PROFESSIONAL],
        profiles={
            place.pk: replace(
                _profile(place, applications.get(place.person_id)),
                venue_km=distance_from(place.person.outward_code, (cohort.venue.latitude, cohort.venue.longitude)),
                took_part=place.person_id in seasoned,
            )
            for place in places
        },
        excluded=frozenset(couples["excluded"]),
        wishes=frozenset(couples["wish"]),
        known=frozenset(couples["known"]),
        together=_together(places, applications),
    )


def profiles_of(places: Iterable[Place]) -> dict[int, Profile]:
    """Return the profiles of these places; they come with their person and contact methods."""
    places = list(places)
    applications = _accepted(places)
    return {place.pk: _profile(place, applications.get(place.person_id)) for place in places}


def _seasoned(places: list[Place]) -> set[int]:
    """Return which of these people took part in another programme to its end."""
    people, programmes = {place.person_id for place in places}, {place.programme_id for place in places}
    earlier = Place.objects.filter(person__in=people, state=Place.State.COMPLETED).exclude(programme__in=programmes)
    return set(earlier.values_list("person_id", flat=True))


def _couples(cohort: Cohort, places: list[Place]) -> dict[str, list[tuple[int, int]]]:
    """Return who must not be paired, who asked for whom, and who knows whom, by person; one query.

    They know each other who said so for this programme, and who worked as a pair before, whenever that was.
    """
    people, programme = {place.person_id for place in places}, cohort.programme_id
    worked = Pair.objects.filter(
        state=Pair.State.ENDED, introduced_at__isnull=False, lay__person__in=people, professional__person__in=people
    )
    parts: tuple[tuple[QuerySet[Any, Any], str, str, str], ...] = (
        (Exclusion.objects.current().filter(programme=programme), "excluded", "first_id", "second_id"),
        (Wish.objects.filter(programme=programme), "wish", "person_id", "wanted_id"),
        (Acquaintance.objects.filter(programme=programme), "known", "person_id", "knows_id"),
        (worked, "known", "lay__person_id", "professional__person_id"),
    )
    first, *others = [
        rows.order_by().annotate(said=Value(what)).values_list("said", one, other) for rows, what, one, other in parts
    ]
    found: dict[str, list[tuple[int, int]]] = {"excluded": [], "wish": [], "known": []}
    for what, one, other in first.union(*others, all=True):
        found[what].append((one, other))
    return found


def _accepted(places: list[Place]) -> dict[int, Application]:
    """Return the accepted application of each person who has one."""
    found = Application.objects.filter(
        person__in={place.person_id for place in places},
        programme__in={place.programme_id for place in places},
        state=Application.State.ACCEPTED,
    )
    return {application.person_id: application for application in found if application.person_id is not None}


def _profile(place: Place, application: Application | None) -> Profile:
    person = place.person
    ways = {WAY_OF_METHOD[method] for method in person.preferred_methods if method in WAY_OF_METHOD}
    told = application or Application()
    return Profile(
        person_id=person.pk,
        called=person.called,
        topics=frozenset(told.topics),
        idea=telling_words(told.project_idea),
        times=frozenset(told.meeting_times),
        ways=frozenset(ways),
        outward_code=person.outward_code,
        travel_limit_km=told.travel_limit_km,
    )


def telling_words(text: str) -> frozenset[str]:
    """Return the words of a text that are long enough, and rare enough, to say what it is about."""
    return frozenset(re.findall(r"[^\W\d_]{5,}", text.lower())) - COMMON_WORDS


def _together(places: list[Place], applications: dict[int, Application]) -> frozenset[tuple[int, int]]:
    place_of = {applications[place.person_id].pk: place for place in places if place.person_id in applications}
    found = set()
    for application in applications.values():
        one, other = place_of[application.pk], place_of.get(application.partner_application_id or 0)
        if other is not None and one.role != other.role:
            lay, professional = (one, other) if one.role == Role.LAY else (other, one)
            found.add((lay.pk, professional.pk))
    return frozenset(found)
