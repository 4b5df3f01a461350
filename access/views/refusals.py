"""The page for too many tries."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def too_many(request: HttpRequest, *, until: datetime, now: datetime) -> HttpResponse:
    """Say politely when to try again."""
    response = render(request, "access/too_many.html", {"until": until}, status=429)
    response["Retry-After"] = str(max(1, int((until - now).total_seconds())))
    return response
