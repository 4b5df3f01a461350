"""Where a request comes from, and where it may be led."""

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from common.back import is_ours


def network_of(request: HttpRequest) -> str:
    """Return the visitor's network address.

    Behind the proxy of production every request comes from the proxy: the last entry of its header, the only one that
    a visitor cannot write, is the visitor.
    """
    direct = str(request.META.get("REMOTE_ADDR", ""))
    if not settings.PRODUCTION:
        return direct
    return request.headers.get("X-Forwarded-For", direct).rsplit(",", 1)[-1].strip()


def safe_path(request: HttpRequest, path: str) -> str:
    """Return `path` where it stays on this site, else nothing."""
    return path if is_ours(request, path) else ""


def path_or_home(request: HttpRequest, path: str) -> str:
    """Return `path` where it stays on this site, else the first page."""
    return safe_path(request, path) or reverse(settings.LOGIN_REDIRECT_URL)
