"""Who is already here and may be the same human being. Only staff decide whether two records are one person."""

from collections.abc import Iterable

from django.db.models import Q
from django.utils.translation import gettext as _

from cohorts.recruitment.answers import Answers
from people.models import Person

Key = tuple[str, ...]


def keys_of(answers: Answers) -> list[Key]:
    """Return what would be the same for the same person: email, mobile, or name with postcode."""
    keys: list[Key] = []
    if answers.email:
        keys.append(("email", answers.email))
    if answers.mobile:
        keys.append(("mobile", answers.mobile))
    if answers.postcode:
        keys.append(("home", *answers.name_key, answers.postcode))
    return keys


def why_alike(answers: Answers, person: Person) -> str:
    """Return in one sentence what a person who is known shares with these answers, and whether the name differs."""
    same_name = (person.given_name.casefold(), person.family_name.casefold()) == answers.name_key
    same_home = bool(answers.postcode) and answers.postcode == person.postcode
    facts = (
        (bool(answers.email) and answers.email in {person.email, person.contact_email.lower()}, _("same email")),
        (bool(answers.mobile) and answers.mobile == person.mobile, _("same mobile")),
        (same_name and same_home, _("same name and postcode")),
        (same_name and not same_home, _("same name")),
        (not same_name, _("another name")),
    )
    said = ", ".join(words for there, words in facts if there)
    return f"{said[:1].upper()}{said[1:]}."


def similar_person(answers: Answers) -> Person | None:
    """Return somebody who is known with the same email, mobile, or name and postcode; one query."""
    return next(iter(similar_people(answers, limit=1)), None)


def similar_people(answers: Answers, *, limit: int) -> list[Person]:
    """Return who is known with the same email, mobile, or name and postcode, whoever has been known longest first."""
    same = Q(pk__in=())
    if answers.email:
        same |= Q(email=answers.email) | Q(contact_email__iexact=answers.email)
    if answers.mobile:
        same |= Q(mobile=answers.mobile)
    if answers.postcode:
        home = {"given_name__iexact": answers.given_name, "family_name__iexact": answers.family_name}
        same |= Q(postcode=answers.postcode, **home)
    return list(Person.objects.filter(same, merged_into=None).order_by("pk")[:limit])


class Lookalikes:
    """Everybody who is known, by the keys of `keys_of`; for files, where asking row by row would be slow."""

    def __init__(self, people: Iterable[Person]) -> None:
        self._by_key: dict[Key, Person] = {}
        for person in people:
            for key in self._keys(person):
                self._by_key.setdefault(key, person)

    @staticmethod
    def _keys(person: Person) -> Iterable[Key]:
        for email in filter(None, (person.email, person.contact_email.lower())):
            yield ("email", email)
        if person.mobile:
            yield ("mobile", person.mobile)
        if person.postcode:
            yield ("home", person.given_name.casefold(), person.family_name.casefold(), person.postcode)

    def of(self, answers: Answers) -> Person | None:
        """Return the first person who shares a key, the email before the rest."""
        return next((self._by_key[key] for key in keys_of(answers) if key in self._by_key), None)
