"""The page that a second editor sees: what they typed beside what is saved now."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cohorts.forms.versions import VersionedForm


def both_texts(
    request: HttpRequest, form: VersionedForm, saved: Mapping[str, Any], *, back: str, **arguments: Any
) -> HttpResponse:
    """Show both texts, and the typed ones in a form over the saved version; nothing typed is lost.

    `saved` are the initial values of the form for the row as it is now; `arguments` are what the form class needs.
    """
    again = form.over(saved["version"], **arguments)
    again.cancel_url = back
    context = {"form": again, "differences": form.differences(saved), "back": back}
    return render(request, "cohorts/conflict.html", context, status=409)
