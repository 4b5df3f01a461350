"""Staff show a second factor before anything else."""

from collections.abc import Callable
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from access.sessions import second_factor_passed, with_next
from cohorts.permissions import is_team

# What staff may open before: the second factor itself, the way out, and what is on every page for everybody.
OPEN: Final = frozenset(
    {
        "access:second_factor",
        "access:set_up",
        "access:sign_out",
        "concern",
        "easy_read",
        "healthz",
        "set_language",
    }
)


class SecondFactorMiddleware:
    """Stops staff at every page, `/admin/` included, until this session has passed the second factor."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Go on; the view decides below, once it is known which one it is."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        """Send staff who still have to pass it to the second factor, and bring them back afterwards."""
        match = request.resolver_match
        if not request.user.is_authenticated or (match is not None and match.view_name in OPEN):
            return None
        # The session first: staff who have passed cost no query.
        if second_factor_passed(request) or not is_team(request.user):
            return None
        onward = request.get_full_path() if request.method == "GET" else ""
        return HttpResponseRedirect(with_next("access:second_factor", onward))
