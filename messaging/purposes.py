"""The register of everything that can be said: each app registers its purposes in `AppConfig.ready()`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.functional import Promise

if TYPE_CHECKING:
    from messaging.models import Message


@dataclass(frozen=True)
class Verdict:
    """Whether a message is still to be said, and if not, why not in words for staff."""

    due: bool
    why: str = ""


DUE = Verdict(due=True)


def not_due(why: str | Promise) -> Verdict:
    """Return the verdict that cancels a message, with its reason."""
    return Verdict(due=False, why=str(why))


@dataclass(frozen=True)
class Purpose:
    """One thing that is said to people: its words, what fills them, and when it is no longer due.

    `title` and `body` are the default words with placeholders in braces, e.g. `{called}`; a Template row replaces them.
    `placeholders` maps each name to an example, for previews and for the check when a template is saved.
    `context(message)` is asked at send time, so that what it says is true then; `still_due(message, now)` as well.
    """

    slug: str
    label: str | Promise
    title: str | Promise
    body: str | Promise
    placeholders: Mapping[str, str]
    context: "Callable[[Message], Mapping[str, str]]"
    still_due: "Callable[[Message, datetime], Verdict]"
    sms: str | Promise = ""
    easy_body: str | Promise = ""
    urgent: bool = False
    resend_when_unknown: bool = False
    # Every message may also use these; the channel fills them.
    common: Mapping[str, str] = field(
        default_factory=lambda: {"called": "Mair", "help_phone": "0300 000 0000", "base_url": "https://example.org"}
    )


_REGISTER: dict[str, Purpose] = {}


def register(purpose: Purpose) -> None:
    """Add a purpose. Registering a slug again replaces it, so that tests may load an app twice."""
    _REGISTER[purpose.slug] = purpose


def purpose_of(slug: str) -> Purpose:
    """Return the purpose registered under `slug`.

    Raises:
        LookupError: no app has registered it.
    """
    try:
        return _REGISTER[slug]
    except KeyError as error:
        msg = f"No purpose “{slug}” is registered. Register it in the messages module of its app."
        raise LookupError(msg) from error


def all_purposes() -> tuple[Purpose, ...]:
    """Return every purpose, by slug."""
    return tuple(_REGISTER[slug] for slug in sorted(_REGISTER))
