"""The language of the person who is signed in, and what stays closed while they help somebody."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.translation import gettext as _

from people import acting

LANGUAGE_OF = {"en": settings.LANGUAGE_CODE, "cy": "cy"}


class LanguageMiddleware:
    """Shows each page in the person's own language; a visitor gets the language of the project."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Activate the language for this request alone."""
        chosen = request.user.language if request.user.is_authenticated else "en"
        with translation.override(LANGUAGE_OF.get(chosen, settings.LANGUAGE_CODE)):
            return self.get_response(request)


class HelpingMiddleware:
    """Asks on every request of a supporter who helps whether they still may, and whether the page is one for it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Go on; it is decided below, once it is known which view it is."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., Any], *_arguments: Any) -> HttpResponse | None:
        """Let the page be shown, say that it is theirs alone, or end what the person has ended."""
        if not request.user.is_authenticated or acting.HELPING not in request.session:
            return None
        rule = acting.rule_of(view)
        if acting.support_now(request) is None:
            return _ended(request, rule)
        if rule is not None and rule.allows(request):
            return None
        return acting.refuse(request, rule.sentence if rule else "")


def _ended(request: HttpRequest, rule: acting.Rule | None) -> HttpResponse | None:
    """Stop helping. A page that is everybody's own goes on: nobody loses what they typed there."""
    acting.stop_helping(request)
    messages.warning(request, _("This support has ended. Nothing more is saved for the person whom you helped."))
    return None if rule is not None and rule.is_own else redirect("people:helping")
