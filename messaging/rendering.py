"""The words of a message as they read now: the right version, filled in, with what every message has."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.prepared import alike
from messaging.letter_codes import doorkeeper
from messaging.models import Channel, Message, Template
from messaging.purposes import Purpose, purpose_of
from messaging.reads import templates_of
from messaging.routing import Route
from messaging.stop_links import stop_address
from people.models import Person

PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")
GAP = re.compile(r"\n{3,}")
LANGUAGES = {Person.Language.ENGLISH: "en-gb", Person.Language.WELSH: "cy"}
TITLE_LENGTH = 250
LETTER_LINES = (
    gettext_lazy("Questions? Phone %(phone)s."),
    gettext_lazy("To stop these letters, phone us and say “stop”."),
    gettext_lazy("Something is wrong? Phone %(phone)s and ask to talk in private, or go to %(where)s"),
)


class UnknownPlaceholderError(LookupError):
    """Words name a placeholder that nothing fills."""


@dataclass(frozen=True)
class Words:
    """What a person reads: a title of one line, and a body of plain text.

    `opens` is the path of what the message asks for: a letter prints no link, but a code that opens it.
    """

    title: str
    body: str
    opens: str = ""


class Templates:
    """The words that coordinators wrote in place of the purposes' own, read once for a batch."""

    def __init__(self, purposes: Iterable[str]) -> None:
        self.newest: dict[tuple[str, str, str, bool, str], Template] = {}
        for row in templates_of(alike(sorted(set(purposes)))):
            key = (row.purpose, row.channel, row.language, row.easy_read, row.programme_ref)
            self.newest.setdefault(key, row)

    def find(self, message: Message, route: Route, *, easy_read: bool) -> Template | None:
        """Return the template in use: the programme's own, else that of all programmes.

        A version without words says that the usual words hold again.
        """
        key = (message.purpose, str(route.channel), route.language, easy_read)
        for ref in (message.programme_ref, ""):
            row = self.newest.get((*key, ref))
            if row is not None and row.body:
                return row
        return None


def placeholders_in(text: str) -> set[str]:
    """Return the names in braces. Only plain names are placeholders: no attribute of anything can be reached."""
    return set(PLACEHOLDER.findall(text))


def fill(text: str, values: Mapping[str, str]) -> str:
    """Put values in the place of `{names}`; a value is never read for placeholders itself.

    Where a paragraph is a value that is empty, no gap is left.

    Raises:
        UnknownPlaceholderError: a name has no value.
    """

    def value_of(found: re.Match[str]) -> str:
        name = found.group(1)
        if name not in values:
            raise UnknownPlaceholderError(_("Nothing fills the placeholder {%(name)s}.") % {"name": name})
        return str(values[name])

    return GAP.sub("\n\n", PLACEHOLDER.sub(value_of, text))


def render(message: Message, route: Route, templates: Templates | None = None) -> Words:
    """Return the words for one message by one route, in the person's language.

    Raises whatever the purpose's `context` raises, LookupError for a purpose or a placeholder that is not there.
    """
    purpose = purpose_of(message.purpose)
    with translation.override(LANGUAGES[Person.Language(route.language)]):
        title, body = _choose(purpose, message, route, templates or Templates([message.purpose]))
        return _filled(purpose, message, route, title, body)


def render_with(message: Message, route: Route, *, title: str, body: str) -> Words:
    """Return how other words would read for one message, as `render` does: for words that are not saved yet."""
    with translation.override(LANGUAGES[Person.Language(route.language)]):
        return _filled(purpose_of(message.purpose), message, route, title, body)


def _filled(purpose: Purpose, message: Message, route: Route, title: str, body: str) -> Words:
    values = {**common_values(message.person), **purpose.context(message)}
    opens, values = _on_paper(purpose, message, values) if route.channel == Channel.LETTER else ("", values)
    if route.channel == Channel.SMS and not message.person.links_in_texts and "link" in values:
        values = {**values, "link": _("phone %(phone)s") % {"phone": settings.HELP_PHONE}}
    title = " ".join(fill(title, values).split())[:TITLE_LENGTH]
    return Words(title=title, body=fill(body, values).strip() + below(route, message.person), opens=opens)


def words_in_use(message: Message, route: Route) -> tuple[str, str]:
    """Return title and body of a message as they stand before anything is filled in."""
    with translation.override(LANGUAGES[Person.Language(route.language)]):
        return _choose(purpose_of(message.purpose), message, route, Templates([message.purpose]))


def _on_paper(purpose: Purpose, message: Message, values: dict[str, str]) -> tuple[str, dict[str, str]]:
    """Return what a code in this letter opens, and the values with a short address in the place of the link."""
    keeper = doorkeeper()
    link = values.get("link", "")
    path = link.removeprefix(settings.BASE_URL) if link.startswith(settings.BASE_URL) else ""
    if purpose.opens is not None:
        path = purpose.opens(message)
    # The first page is not one task: nobody gets a code for it.
    if keeper is None or path in {"", "/"}:
        return "", values
    said = _("%(address)s (your code is at the end of this letter)") % {"address": keeper.address()}
    return path, {**values, "link": said}


def common_values(person: Person) -> dict[str, str]:
    """Return what fills the placeholders that every message may use."""
    return {"called": person.called, "help_phone": settings.HELP_PHONE, "base_url": settings.BASE_URL}


def _choose(purpose: Purpose, message: Message, route: Route, templates: Templates) -> tuple[str, str]:
    """Return title and body before they are filled: what staff wrote for this one message, else Easy Read where there
    is some, else the ordinary words.
    """
    if message.edited_body:
        return message.edited_title or str(purpose.title), message.edited_body
    if route.easy_read:
        row = templates.find(message, route, easy_read=True)
        if row or purpose.easy_body:
            return (row.title if row else "") or str(purpose.title), row.body if row else str(purpose.easy_body)
    row = templates.find(message, route, easy_read=False)
    if row:
        return row.title or str(purpose.title), row.body
    return usual_words(purpose, route.channel, easy_read=False)


def usual_words(purpose: Purpose, channel: str, *, easy_read: bool) -> tuple[str, str]:
    """Return a purpose's own title and body for one channel and format, in the language that is active."""
    if easy_read and purpose.easy_body:
        return str(purpose.title), str(purpose.easy_body)
    short = channel == Channel.SMS and purpose.sms
    return str(purpose.title), str(purpose.sms if short else purpose.body)


def below(route: Route, person: Person) -> str:
    """Return what stands below the words: whom to phone, how to stop, whom to tell that something is wrong.

    Staff who phone say it in their own words, so a script has none of it.
    """
    phone = {"phone": settings.HELP_PHONE, "email": settings.HELP_EMAIL}
    if route.channel == Channel.PHONE:
        return ""
    if route.channel == Channel.SMS:
        return "\n" + _("To get help, to stop, or if something is wrong: phone %(phone)s") % phone
    if route.channel == Channel.LETTER:
        phone["where"] = concern_address().removeprefix("https://").removeprefix("http://")
        return "\n\n" + "\n".join(line % phone for line in LETTER_LINES)
    lines = [
        _("Questions? Phone %(phone)s or email %(email)s.") % phone,
        _("To stop these emails: %(where)s Or phone us and say “stop”.")
        % {"where": stop_address(person, Channel.EMAIL)},
        _("Something is wrong? Tell us in private: %(where)s") % {"where": concern_address()},
    ]
    # Mail programs know “-- ” as what is not part of the letter; on paper it would look like a slip.
    return ("\n\n-- \n" if route.channel == Channel.EMAIL else "\n\n") + "\n".join(lines)


def concern_address() -> str:
    """Return where to say that something is wrong: the page, or the phone number where there is no page."""
    try:
        return settings.BASE_URL + reverse("concern")
    except NoReverseMatch:
        return settings.HELP_PHONE
