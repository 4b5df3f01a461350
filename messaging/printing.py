"""What is printed of a letter: its words with the code, for whom, in which size; and the pages of a whole batch."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from common.dates import in_london, say_date
from common.paper import ORDINARY, SIZES, PaperForm
from common.pdf import PANGO, NoPdfHere, make_pdf
from messaging.letter_codes import LetterCode, doorkeeper
from messaging.models import Channel, Message, PrintBatch, PrintedLetter
from messaging.purposes import purpose_of
from messaging.rendering import LANGUAGES, Templates, Words, render
from messaging.routing import (
    Route,
    formats_to_order,
    postal_address_of,
    print_size_of,
    route_to,
    special_paper,
)
from people.models import ContactMethod, Person

STYLESHEET = "letter.css"
# What shows through the window of an envelope, the name among them.
ADDRESS_LINES = 6
# Paper forms say the same to everybody: a day's work of drawing them is done once.
PAPER_KEPT = 24 * 60 * 60


@dataclass(frozen=True)
class Paper:
    """One letter, ready to be printed; `words_hash` tells later whether the words have changed."""

    content: dict[str, Any]
    size: int
    words_hash: str


def letter_route(person: Person) -> Route:
    """Return the way of a letter to this person, whatever way they like best: staff decided to print it."""
    found = route_to(person)
    address = postal_address_of(person).replace("\n", ", ")
    return Route(Channel.LETTER, ContactMethod.Method.LETTER, address, found.language, found.easy_read)


def needs_our_printer(message: Message, words: Words) -> bool:
    """Whether no provider can print a letter: it carries a code or a reply form, or has a format of its own."""
    person = message.person
    own_format = print_size_of(person) != ORDINARY or special_paper(person) or formats_to_order(person)
    return bool(words.opens or purpose_of(message.purpose).reply or own_format)


def words_hash_of(message: Message) -> str:
    """Return the hash of what the print list says of a message now: title, words and address."""
    said = "\0".join([message.title, message.body, message.address, str(print_size_of(message.person))])
    return sha256(said.encode()).hexdigest()


def paper_of(message: Message, templates: Templates, *, now: datetime) -> Paper:
    """Return a letter as it is printed now, with a new code where there is something to do online.

    The code that was made for this letter before is worth nothing from now on.
    """
    words = render(message, letter_route(message.person), templates)
    code = _code_for(message, words, now)
    with translation.override(LANGUAGES[Person.Language(message.person.language)]):
        content = _content(message, words, code, now)
    return Paper(content, print_size_of(message.person), words_hash_of(message))


def preview_of_paper(message: Message, *, now: datetime) -> dict[str, Any]:
    """Return how a letter will look, with a code that opens nothing and an example of the day on which it ends."""
    words = render(message, letter_route(message.person))
    keeper = doorkeeper()
    if keeper is None or not words.opens:
        with translation.override(LANGUAGES[Person.Language(message.person.language)]):
            return _content(message, words, None, now)
    code = LetterCode(keeper.address(), "••• ••• ••••", in_london(now + keeper.lasts).date())
    with translation.override(LANGUAGES[Person.Language(message.person.language)]):
        content = _content(message, words, code, now)
        example = _("%(day)s (an example: %(days)d days after it is printed)")
        content["code"]["until"] = example % {"day": content["code"]["until"], "days": keeper.lasts.days}
        return content


def _code_for(message: Message, words: Words, now: datetime) -> LetterCode | None:
    keeper = doorkeeper()
    return keeper.make(message=message, opens=words.opens, now=now) if keeper and words.opens else None


def _content(message: Message, words: Words, code: LetterCode | None, now: datetime) -> dict[str, Any]:
    reply = purpose_of(message.purpose).reply
    form = reply(message) if reply is not None else None
    return {
        "address": address_lines(message.person),
        "date": say_date(now),
        "title": words.title,
        "body": words.body,
        "code": {"address": code.address, "code": code.code, "until": say_date(code.until)} if code else None,
        "reply": form.as_data() if form is not None else None,
        "language": message.person.language,
        "paper": [str(paper) for paper in special_paper(message.person)],
        "ref": message.ref,
    }


def address_lines(person: Person) -> list[str]:
    """Return the name and address for the window of an envelope, at most six lines: the middle ones share a line."""
    lines = [line.strip(" ,") for line in postal_address_of(person).splitlines() if line.strip(" ,")]
    while len(lines) > ADDRESS_LINES - 1:
        lines[1:3] = [f"{lines[1]}, {lines[2]}"]
    return [person.full_name, *lines]


def pages_of(batch: PrintBatch, letters: Sequence[PrintedLetter], *, toolbar: bool) -> str:
    """Return the HTML of a whole batch: the cover sheet, then each letter on a new sheet.

    `letters` were read with their message and person. The same letters give the same pages each time.
    """
    context = {
        "batch": batch,
        "letters": letters,
        "sizes": sizes_of(letters),
        "toolbar": toolbar,
        **sender(),
    }
    return render_to_string("messaging/print.html", context)


def sizes_of(letters: Iterable[PrintedLetter]) -> list[tuple[int, int]]:
    """Return how many letters there are of each print size, the smallest first."""
    counts: dict[int, int] = {}
    for letter in letters:
        counts[letter.size] = counts.get(letter.size, 0) + 1
    return sorted(counts.items())


def sender() -> Mapping[str, Any]:
    """Return who writes: what stands at the head of every letter, and where it goes if it cannot be delivered."""
    lines = settings.RETURN_ADDRESS
    return {"help_phone": settings.HELP_PHONE, "return_address": lines, "return_line": ", ".join(lines)}


def text_for_supplier(content: Mapping[str, Any]) -> str:
    """Return a letter as plain text, for whoever makes braille or a recording of it."""
    parts = [content["date"], content["title"], content["body"]]
    if content["code"]:
        code = content["code"]
        parts.append(
            _("To do this online, go to %(address)s and type this code: %(code)s. It works until %(until)s.") % code
        )
    return "\n\n".join(parts) + "\n"


def paper_page(*, forms: Sequence[PaperForm], size: int, language: str, pdf_url: str) -> str:
    """Return paper forms as a whole page. With `pdf_url` it is the web page, which leads to the PDF and other sizes."""
    with translation.override(LANGUAGES[Person.Language(language)]):
        context = {"forms": forms, "size": size, "sizes": SIZES, "pdf_url": pdf_url, **sender()}
        return render_to_string("components/paper_page.html", context)


def paper_pdf(html: str, *, name: str, stylesheet: str = STYLESHEET) -> HttpResponse:
    """Return a PDF of a page, kept for a while; or what this machine lacks, in plain text."""
    key = f"paper:{sha256(html.encode()).hexdigest()}"
    pdf = cache.get(key)
    if pdf is None:
        try:
            pdf = make_pdf(html=html, stylesheet=stylesheet)
        except NoPdfHere:
            said = _("This machine cannot make a PDF. Print the web page instead, or install: %(what)s")
            return HttpResponse(said % {"what": PANGO}, content_type="text/plain; charset=utf-8", status=503)
        cache.set(key, pdf, timeout=PAPER_KEPT)
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return response
