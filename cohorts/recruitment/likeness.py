"""Two records of what may be one human being, side by side, field by field."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cohorts.models import Programme
from cohorts.recruitment.answers import Answers
from cohorts.recruitment.models import Application
from common.words import say_phone, say_ref
from people.models import ContactMethod, Person

LABELS: dict[str, str | Promise] = {
    "given_name": gettext_lazy("First name"),
    "family_name": gettext_lazy("Last name"),
    "known_as": gettext_lazy("Called"),
    "email": gettext_lazy("Email"),
    "mobile": gettext_lazy("Mobile"),
    "phone": gettext_lazy("Other telephone"),
    "address": gettext_lazy("Address"),
    "postcode": gettext_lazy("Postcode"),
    "safe_times": gettext_lazy("Safe times to call"),
    "contact": gettext_lazy("Ways to reach them"),
}


@dataclass(frozen=True)
class Line:
    """One field of both records. There is something to choose where both say something, and not the same."""

    name: str
    label: str | Promise
    here: str
    there: str

    @property
    def same(self) -> bool:
        """Whether both say the same."""
        return bool(self.here) and self.here == self.there

    @property
    def choose(self) -> bool:
        """Whether the first record says something that the second does not."""
        return bool(self.here) and self.here != self.there

    @property
    def takes_here(self) -> bool:
        """Whether the first record's words are taken where nobody chooses otherwise: the second says nothing."""
        return bool(self.here) and not self.there


def lines(here: Mapping[str, str], there: Mapping[str, str]) -> list[Line]:
    """Return every field of which one of the two says something."""
    found = (Line(name, label, here.get(name, ""), there.get(name, "")) for name, label in LABELS.items())
    return [line for line in found if line.here or line.there]


def of_answers(answers: Answers) -> dict[str, str]:
    """Return what a row of a file says about its person."""
    found = {name: getattr(answers, name) for name in LABELS if name != "contact"}
    return _said(found, answers.methods)


def of_person(person: Person) -> dict[str, str]:
    """Return what is known of a person."""
    found = {name: getattr(person, name) for name in LABELS if name not in {"contact", "email"}}
    return _said({**found, "email": person.reachable_email}, person.preferred_methods)


def _said(found: dict[str, str], methods: list[str] | tuple[str, ...]) -> dict[str, str]:
    ways = dict(ContactMethod.Method.choices)
    found["contact"] = ", ".join(str(ways[way]) for way in methods)
    for name in ("mobile", "phone"):
        found[name] = say_phone(found[name]) if found[name] else ""
    return found


def obstacle(person: Person, programme: Programme) -> str:
    """Return why a new application cannot join a known person; nothing where it can."""
    name = {"name": person}
    if person.deceased_on is not None:
        return _("We know that %(name)s has died. Leave this row out, or keep it as another person.") % name
    applied = Application.objects.of(person).submitted().filter(programme=programme).exclude(state="withdrawn").first()
    if applied is not None:
        sentence = _("%(name)s has applied to this programme already: number %(ref)s. Leave this row out.")
        return sentence % {**name, "ref": say_ref(applied.ref)}
    if person.places.in_use().filter(programme=programme).exists():
        return _("%(name)s has a place in this programme already. Leave this row out.") % name
    return ""
