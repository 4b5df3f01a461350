"""What staff are shown of a place, as words that stand apart."""

from django.utils.html import strip_tags

from cohorts.models import Place
from cohorts.templatetags.staff import place_flags
from people.models import Need, Person


def test_place_flags_are_words_of_their_own() -> None:
    person = Person(given_name="Anna")
    person.needs_now = [Need(slug="vegan"), Need(slug="step-free")]  # type: ignore[attr-defined]

    flags = place_flags(Place(person=person, release_needed=True))

    assert strip_tags(flags) == "Provisional Vegan food Step-free access"


def test_place_without_flags_says_nothing() -> None:
    assert place_flags(Place(person=Person(given_name="Anna"))) == ""
