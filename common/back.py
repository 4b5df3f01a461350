"""The way back to the page that somebody came from, never to another website."""

from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def is_ours(request: HttpRequest, address: str) -> bool:
    """Whether an address leads to a page of this service; a word without a slash is no address, whoever wrote it."""
    return "/" in address and url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )


def leads_out(request: HttpRequest | None, url: str) -> bool:
    """Whether an address is beyond the one task that a code in a letter opened, so that no link should lead there."""
    return not url.startswith(getattr(request, "only_under", ""))


def way_back(request: HttpRequest, default: str) -> str:
    """Return the address that the page was sent with as `next`, if it is one of this service; else `default`."""
    target = request.POST.get("next", "") or request.GET.get("next", "")
    return target if is_ours(request, target) else default


def keep_way(request: HttpRequest, url: str) -> str:
    """Return the address of a page with the way back that this page was sent with, if it was sent with one."""
    target = way_back(request, "")
    return with_way(url, target) if target else url


def with_way(url: str, back: str) -> str:
    """Return the address of a page that leads back to `back`."""
    return f"{url}{'&' if '?' in url else '?'}{urlencode({'next': back})}"
