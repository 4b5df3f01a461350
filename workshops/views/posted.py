"""What a page was sent."""

from django.http import HttpRequest, QueryDict


def posted(request: HttpRequest) -> QueryDict | None:
    """Return what was sent, or None where a page is only looked at; a form that was sent empty was sent."""
    return request.POST if request.method == "POST" else None
