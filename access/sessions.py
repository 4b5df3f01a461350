"""What a session knows about how somebody signed in, and the cookie that ties a typed code to its browser."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse

from access.models import SignInToken
from people.models import Person

BACKEND: Final = "access.backends.SignInBackend"
# When the second factor was passed in this session.
SECOND_FACTOR: Final = "second_factor_at"
# The session began with a demo link, which needs no second factor.
DEMO: Final = "demo_link"
# The secret of a second factor that is being set up.
TOTP_SECRET: Final = "totp_secret"  # noqa: S105 - a key, not a secret
# The session began with a code in a letter: the number of its token, and the one path that it opens.
ONE_TASK: Final = "one_task"
# New recovery codes are shown until they are said to be kept.
NEW_CODES: Final = "new_recovery_codes"
REQUEST_COOKIE: Final = "sign_in_request"
REQUEST_SALT: Final = "access.request"


def begin(request: HttpRequest, person: Person, *, demo: bool) -> None:
    """Sign `person` in under a new session key; what the session knew of an earlier sign-in is forgotten."""
    for key in (SECOND_FACTOR, DEMO, TOTP_SECRET, NEW_CODES, ONE_TASK):
        request.session.pop(key, None)
    login(request, person, backend=BACKEND)
    if demo:
        request.session[DEMO] = True


def begin_one_task(request: HttpRequest, token: SignInToken) -> None:
    """Sign somebody in for one task alone, until the browser is closed."""
    begin(request, token.person, demo=False)
    request.session[ONE_TASK] = {"token": token.pk, "opens": token.opens}
    request.session.set_expiry(0)


@dataclass(frozen=True)
class OneTask:
    """What a session may do that began with a code in a letter."""

    token: int
    opens: str

    def covers(self, path: str) -> bool:
        """Whether a path belongs to the task: its page, and the pages below it."""
        return path.startswith(self.opens)


def one_task(request: HttpRequest) -> OneTask | None:
    """Return the one task of this session, or None where it may do what its person may."""
    # The page of a broken server has no session.
    kept = request.session.get(ONE_TASK) if hasattr(request, "session") else None
    return OneTask(kept["token"], kept["opens"]) if kept else None


def pass_second_factor(request: HttpRequest, *, now: datetime) -> None:
    """Remember that the second factor was passed, under a new session key."""
    request.session.cycle_key()
    request.session.pop(TOTP_SECRET, None)
    request.session[SECOND_FACTOR] = now.isoformat()


def second_factor_passed(request: HttpRequest) -> bool:
    """Whether this session needs no second factor any more; a demo link needs none where there is a demo world."""
    return SECOND_FACTOR in request.session or (settings.DEMO_WORLD and DEMO in request.session)


@dataclass(frozen=True)
class AskedFor:
    """What one browser asked for: the key that its code is compared with, and the address that was typed."""

    key: str = ""
    email: str = ""


def new_request_key() -> str:
    """Return a new secret for one browser's request."""
    return secrets.token_urlsafe(32)


def keep_request_key(response: HttpResponseBase, key: str, *, email: str, lasts: timedelta) -> None:
    """Give the browser the key of its request, for as long as the code lasts.

    A cookie of its own, not the session: a visitor then has no session that a second click could lose.
    """
    response.set_signed_cookie(
        REQUEST_COOKIE,
        f"{key}|{email}",
        salt=REQUEST_SALT,
        max_age=int(lasts.total_seconds()),
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )


def request_of(request: HttpRequest, *, lasts: timedelta) -> AskedFor:
    """Return what this browser asked for; empty where that is nothing, too long ago or was changed."""
    kept = request.get_signed_cookie(REQUEST_COOKIE, default="", salt=REQUEST_SALT, max_age=lasts) or ""
    key, _bar, email = kept.partition("|")
    return AskedFor(key, email)


def forget_request_key(response: HttpResponseBase) -> None:
    """Take the key away: it has done its work."""
    response.delete_cookie(REQUEST_COOKIE)


def with_next(name: str, onward: str) -> str:
    """Return the address of a page of ours that leads on to the path `onward`."""
    return reverse(name) + (f"?{urlencode({'next': onward})}" if onward else "")
