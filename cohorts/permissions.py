"""Who may see and do what in a programme. No membership, no access; a stranger is told nothing, so it is 404."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse

from cohorts.models import TeamMembership
from people.models import Person

View = TypeVar("View", bound=Callable[..., HttpResponse])
COORDINATOR = TeamMembership.Role.COORDINATOR
FACILITATOR = TeamMembership.Role.FACILITATOR
REVIEWER = TeamMembership.Role.REVIEWER
EVALUATOR = TeamMembership.Role.EVALUATOR
COMMISSIONER = TeamMembership.Role.COMMISSIONER
SAFEGUARDING = (TeamMembership.Role.SAFEGUARDING_LEAD, TeamMembership.Role.SAFEGUARDING_DEPUTY)


def team_roles(person: "Person | AnonymousUser") -> frozenset[str]:
    """Return the team roles of a person over all programmes, asked once a request."""
    if not isinstance(person, Person):
        return frozenset()
    return frozenset(role for role, _programme in person.team_now)


def is_team(person: "Person | AnonymousUser") -> bool:
    """Whether a person works on any programme, or keeps the back office."""
    return bool(team_roles(person)) or bool(getattr(person, "is_staff", False))


def may_make_programmes(person: Person) -> bool:
    """Whether a person may begin a programme: who coordinates one, and who keeps the back office."""
    return COORDINATOR in team_roles(person) or person.is_staff


def team_only(*roles: str) -> Callable[[View], View]:
    """Open a view to people who have one of `roles` in any programme; the view scopes what they see by programme."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if team_roles(request.user).isdisjoint(roles):
                raise Http404
            return view(request, *args, **kwargs)

        return cast("View", guarded)

    return decorate
