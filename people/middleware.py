"""The language of the person who is signed in."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

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
