"""Who may see what is said to people: the coordinators of the programme. To anybody else these pages do not exist."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django.http import Http404, HttpRequest, HttpResponse

from messaging.querysets import coordinated_refs
from people.permissions import signed_in

View = TypeVar("View", bound=Callable[..., HttpResponse])


def coordinators_only(view: View) -> View:
    """Open a view to people who coordinate a programme; the view scopes what they see by `visible_to`."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not coordinated_refs(signed_in(request)):
            raise Http404
        return view(request, *args, **kwargs)

    return cast("View", guarded)
