"""The register of everything that can be said: each app registers its purposes in `AppConfig.ready()`.

How an app says something, in its module `messages.py`:

    def context(message: Message) -> dict[str, str]:
        workshop = message.loaded or Workshop.objects.get(pk=message.data["workshop"])
        return {"date": say_date(workshop.date), "venue": workshop.venue.name}

    def still_due(message: Message, now: datetime) -> Verdict:
        if withdrawn(message): return not_due(_("They have left the programme."))
        return DUE

    register(Purpose(
        slug="workshop-reminder", label=_("Reminder of a workshop"), because=_("Before each workshop"),
        title=_("Your workshop on {date}"),
        body=_("Hello {called},\n\nYour next workshop is on {date} at {venue}."),
        placeholders={"date": "Tuesday 9 March 2027", "venue": "The Hawth, Crawley"},
        context=context, still_due=still_due,
    ))

- Words are plain text with `gettext_lazy`; both functions run in the language of the person, at the moment of sending.
- `still_due` says whether it is still true and wanted. A person who may not be contacted is stopped before it is asked.
- What every message has (whom to phone, how to stop, “something is wrong”) is added below the words: do not write it.
- `context` may raise only for a mistake in the program: the message then fails, and staff see it.
- `for_them_alone=True` keeps it from supporters: no copy, and nothing passed on through them.
- With many messages at once, `load(messages)` may fetch the rows of a batch in one query; each message then carries
  its own in `message.loaded`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise

from common.paper import PaperForm

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
    `sms`, `easy_body`: shorter words for texts, separately written words for Easy Read. `because` tells staff what the
    message depends on; where rules say when, they are quoted in its place. `resend_when_unknown` is for what does more
    good said twice than not at all.
    `load(messages)` returns rows by the message's pk, fetched once for a batch.
    `about(message)` names for staff what one message is about, such as the workshop, where a person may get several.
    `for_them_alone`: nobody else learns of it: no supporter gets a copy or is asked to pass it on, and an email goes to
    the address that the person has proved. For codes, exclusions and how it goes in a pair.
    `confidential`: for them alone, by email, and no coordinator sees it in the queue. For safeguarding.
    `opens(message)` is the path that a code in a letter opens, where it is not that of `{link}`; `reply(message)` is
    what can be filled in with a pen and sent back with it; `answered_at(message)` is the page on which staff write down
    the answer that somebody gives them.
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
    because: str | Promise = ""
    for_them_alone: bool = False
    confidential: bool = False
    load: "Callable[[Sequence[Message]], Mapping[int, Any]] | None" = None
    about: "Callable[[Message], str] | None" = None
    opens: "Callable[[Message], str] | None" = None
    reply: "Callable[[Message], PaperForm | None] | None" = None
    answered_at: "Callable[[Message], str] | None" = None
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


def slugs_for_them_alone() -> frozenset[str]:
    """Return the slugs of what is said to one person alone."""
    return frozenset(one.slug for one in _REGISTER.values() if one.for_them_alone or one.confidential)


def all_purposes() -> tuple[Purpose, ...]:
    """Return every purpose, by slug."""
    return tuple(_REGISTER[slug] for slug in sorted(_REGISTER))
