"""The way back to the page that somebody came from, never to another website."""

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def way_back(request: HttpRequest, default: str) -> str:
    """Return the address that the page was sent with as `next`, if it is one of this service; else `default`."""
    target = request.POST.get("next", "") or request.GET.get("next", "")
    mine = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return target if mine else default
