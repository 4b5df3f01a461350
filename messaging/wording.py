"""What may be written in the words of a message: placeholders that something fills, and a subject of one line."""

import re
from difflib import get_close_matches

from django.utils.translation import gettext as _

from messaging.purposes import Purpose

BRACES = re.compile(r"\{([^{}]*)\}")
# Beyond this a text message costs as much as a letter.
TEXT_LENGTH = 918


class WordsRefused(ValueError):  # noqa: N818 - it is told to staff, with what to do
    """Words cannot be kept; `field` is “title” or “body”, the text says what to do."""

    def __init__(self, field: str, why: str) -> None:
        super().__init__(why)
        self.field = field


def names_for(purpose: Purpose) -> dict[str, str]:
    """Return what may stand in braces in the words of a purpose, each with an example."""
    return {**purpose.common, **purpose.placeholders}


def check_words(purpose: Purpose, *, title: str, body: str) -> None:
    """Refuse words that could not be sent as they are meant.

    Raises:
        WordsRefused: a placeholder that nothing fills, a brace too many, a subject of two lines, or no words.
    """
    if re.search(r"[\r\n\x0b\x0c\x85\u2028\u2029]", title):
        raise WordsRefused("title", _("Write the subject line in one line: it cannot have a line break."))
    if not body.strip():
        raise WordsRefused("body", _("Write what the message says."))
    for field, text in (("title", title), ("body", body)):
        _check_names(field, text, names_for(purpose))


def _check_names(field: str, text: str, known: dict[str, str]) -> None:
    for name in BRACES.findall(text):
        if name not in known:
            raise WordsRefused(field, _unknown(name, known))
    if re.search(r"[{}]", BRACES.sub("", text)):
        raise WordsRefused(
            field, _("There is a { or } too many. Write placeholders like {called}, or leave braces out.")
        )


def _unknown(name: str, known: dict[str, str]) -> str:
    near = get_close_matches(name.strip().lower().replace(" ", "_"), known, n=1, cutoff=0.6)
    if near:
        return _("Nothing fills {%(name)s}. Did you mean {%(near)s}?") % {"name": name, "near": near[0]}
    listed = ", ".join(f"{{{one}}}" for one in sorted(known))
    return _("Nothing fills {%(name)s}. You can use: %(known)s.") % {"name": name, "known": listed}
