"""Which programme a staff page is about, and which other pages this person may open for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from cohorts.models import Programme
from cohorts.permissions import COORDINATOR, EVALUATOR
from evaluation.permissions import WATCHERS, roles_in
from evaluation.reads import programmes_shown
from people.permissions import signed_in


@dataclass(frozen=True)
class Scope:
    """One programme as one member of its team sees it."""

    programme: Programme
    programmes: list[Programme]
    roles: frozenset[str]

    @property
    def coordinates(self) -> bool:
        """Whether they see who has not answered."""
        return COORDINATOR in self.roles

    @property
    def evaluates(self) -> bool:
        """Whether they see what was answered, under codes."""
        return EVALUATOR in self.roles

    @property
    def tabs(self) -> list[tuple[str, str, str]]:
        """The pages about surveys that are open to them: name, label and address."""
        found = [(_("Response rates"), "overview")]
        if self.coordinates:
            found.append((_("Not answered yet"), "unanswered"))
        if self.evaluates:
            found.append((_("Data files"), "data"))
        found.append((_("Results"), "results"))
        of = f"?programme={self.programme.ref}"
        return [(name, label, reverse(f"evaluation:{name}") + of) for label, name in found]


def scope_of(request: HttpRequest, *roles: str) -> Scope:
    """Return the programme that the address names, else the newest of which there is something to show.

    It is one of those where the person has one of `roles`. Next year's, in which nobody was asked yet, comes last.

    Raises:
        Http404: there is none, or the one named is not theirs.
    """
    person = signed_in(request)
    wanted = roles or WATCHERS
    programmes = list(programmes_shown(person, wanted))
    ref = request.GET.get("programme", "")
    chosen = next((one for one in programmes if one.ref == ref), None) if ref else _newest_asked(programmes)
    if chosen is None:
        raise Http404
    return Scope(chosen, programmes, roles_in(chosen, person))


def _newest_asked(programmes: Sequence[Any]) -> Programme | None:
    """Return the newest programme in which somebody was asked, else the newest; each knows whether `was_asked`."""
    return next((one for one in programmes if one.was_asked), next(iter(programmes), None))
