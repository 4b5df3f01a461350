"""Easy Read, chosen once and remembered: on the person who is signed in, and in the session of a visitor.

A page that has been written in Easy Read has a twin under `templates/easy/`, with the same address, the same form and
the same context; every other page falls back to its ordinary words and says so.
"""

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import TemplateDoesNotExist
from django.template.loader import get_template

from people.acting import person_helped
from people.models import Person

# In the session: "yes" or "no" where somebody chose before they signed in, or for somebody whom they help.
CHOSEN: Final = "easy_read"


def reads_easy(request: HttpRequest) -> bool:
    """Whether this request is to be answered in Easy Read: what was chosen here last, else what the person wants."""
    if not hasattr(request, "session"):
        return False
    chosen = request.session.get(CHOSEN)
    if chosen is not None:
        return bool(chosen)
    person = person_helped(request) or getattr(request, "user", None)
    return isinstance(person, Person) and person.easy_read


def choose(request: HttpRequest, *, easy: bool) -> None:
    """Remember the choice of this browser."""
    request.session[CHOSEN] = easy


def render_easy(
    request: HttpRequest, template: str, context: dict[str, Any], *, status: int | None = None
) -> HttpResponse:
    """Render a page, in Easy Read where that was chosen and the page has a twin."""
    if reads_easy(request):
        twin = f"easy/{template}"
        try:
            get_template(twin)
        except TemplateDoesNotExist:
            pass
        else:
            return render(request, twin, context, status=status)
    return render(request, template, context, status=status)
