"""A supporter helping one person now: whose pages these are, and what a supporter never does for an adult.

A supporter signs in as themselves and chooses whom they help. The session keeps the agreement; every request asks
whether it still stands, so that support which the person ended stops at the next request. A view says which of these
it is; one that says nothing is closed while somebody helps, so that a new page is safe before anybody thought of it:

- `helper_may`: the page works for the person who is helped. It asks `person_of(request)` whose page it is, and gives
  `signed_in(request)` to its action as `by`, so that the audit trail names the supporter.
- `helper_may_read(sentence)`: the same, to look at only.
- `theirs_alone(sentence)`: the supporter is told kindly that only the person can do this.
- `their_own`: the supporter's own page, whomever they help. So is every page that needs no signing in.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Final, TypeVar, cast

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from people.models import Person, Supporter
from people.permissions import signed_in

# In the session: the key of the agreement under which somebody helps now.
HELPING: Final = "helping"
# On a request: the agreement, once it was asked for.
ASKED: Final = "_support_now"

View = TypeVar("View", bound=Callable[..., HttpResponse])
Words = str | Promise


@dataclass(frozen=True)
class Rule:
    """What a supporter may do on a page while they help: read it, write on it, or neither, and what to say then."""

    reads: bool = False
    writes: bool = False
    sentence: Words = ""
    is_own: bool = False

    def allows(self, request: HttpRequest) -> bool:
        """Whether this request may go on."""
        return self.writes or (self.reads and request.method in {"GET", "HEAD"})


OWN: Final = Rule(reads=True, writes=True, is_own=True)


def start_helping(request: HttpRequest, agreement: Supporter) -> None:
    """Help this person from now on.

    Pages that are open in another tab belong to somebody else: the new token refuses what they would send.
    """
    request.session[HELPING] = agreement.pk
    rotate_token(request)


def stop_helping(request: HttpRequest) -> None:
    """Go back to one's own pages."""
    if request.session.pop(HELPING, None) is not None:
        rotate_token(request)
    setattr(request, ASKED, None)


def support_now(request: HttpRequest) -> Supporter | None:
    """Return the agreement under which somebody helps now; None where nobody is helped, or it has ended."""
    if not hasattr(request, ASKED):
        setattr(request, ASKED, _standing(request))
    return cast("Supporter | None", getattr(request, ASKED))


def person_helped(request: HttpRequest) -> Person | None:
    """Return the person whom a supporter helps now."""
    agreement = support_now(request)
    return agreement.person if agreement else None


def person_of(request: HttpRequest) -> Person:
    """Return the person whose pages these are: the one who is helped now, else the one who is signed in."""
    return person_helped(request) or signed_in(request)


def _standing(request: HttpRequest) -> Supporter | None:
    if not isinstance(request.user, Person) or HELPING not in request.session:
        return None
    found = Supporter.objects.current().helped_by(request.user).helpable().select_related("person", "supporter")
    return found.filter(pk=request.session[HELPING]).first()


def rule_of(view: Callable[..., Any]) -> Rule | None:
    """Return what a view says about supporters; pages without signing in are everybody's own."""
    if not getattr(view, "login_required", True):
        return OWN
    return getattr(view, "for_supporters", None)


def helper_may(view: View) -> View:
    """Let a supporter use this page for the person whom they help."""
    return _ruled(view, Rule(reads=True, writes=True))


def helper_may_read(sentence: Words) -> Callable[[View], View]:
    """Let a supporter look at this page; `sentence` says who alone may send it, with the placeholder `name`."""
    return lambda view: _ruled(view, Rule(reads=True, sentence=sentence))


def theirs_alone(sentence: Words) -> Callable[[View], View]:
    """Close this page while somebody helps; `sentence` says who alone does this, with the placeholder `name`."""
    return lambda view: _ruled(view, Rule(sentence=sentence))


def their_own(view: View) -> View:
    """Keep this page open whomever somebody helps: it is about the supporter."""
    return _ruled(view, OWN)


def refuse(request: HttpRequest, sentence: Words = "") -> HttpResponse:
    """Say kindly that only the person can do this, and how they can."""
    person = person_of(request)
    said = str(sentence) or _("Only %(name)s can open this page.")
    context = {"person": person, "sentence": said % {"name": person.called}}
    return render(request, "people/theirs_alone.html", context, status=403)


def _ruled(view: View, rule: Rule) -> View:
    @wraps(view)
    def ruled(*args: Any, **kwargs: Any) -> HttpResponse:
        return view(*args, **kwargs)

    ruled.for_supporters = rule  # type: ignore[attr-defined]
    return cast("View", ruled)
