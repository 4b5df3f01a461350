"""Texts as they are compared when somebody is looked for: small letters, without accents, one apostrophe, no hyphen.

The name Zoë is typed as “zoe”, O’Neill with either apostrophe, and Smith-Jones in two words. A column that is kept
folded is searched with a folded word. Both sides use one table; the database has it in the statement of the column.

After a change of the table a migration has to make each such column anew.
"""

import unicodedata
from collections.abc import Iterator
from typing import Any, Final

from django.db.models import Func, TextField

SQLITE_NAME: Final = "lt_folded"
# Latin letters with signs of their own: Latin-1, Extended-A and -B, Extended Additional (the Unicode Standard, 7.1).
LATIN: Final = (range(0xC0, 0x250), range(0x1E00, 0x1F00))
# A letter's accent where it stands by itself after the letter: such a sign is left out.
ACCENTS: Final = range(0x300, 0x370)
# Letters whose sign is part of them, so that Unicode knows no letter below it.
CROSSED: Final = dict(zip("ØøŁłĐđÐðĦħŦŧıĸŊŋ", "oolldd" + "dd" + "hhttiknn", strict=True))
SIGNS: Final = {**dict.fromkeys("`´‘’ʼ", "'"), **dict.fromkeys("-‐‑‒–", " ")}
LONGER: Final = {"ß": "ss", "ẞ": "ss", "æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe", "þ": "th", "Þ": "th"}


def _plain_letters() -> Iterator[tuple[str, str]]:
    for letter in (chr(number) for numbers in LATIN for number in numbers):
        base = unicodedata.normalize("NFD", letter)[0]
        if base != letter and base.isascii():
            yield letter, base.lower()


PLAIN: Final = {**dict(_plain_letters()), **CROSSED, **SIGNS}
_TABLE: Final = str.maketrans({**PLAIN, **LONGER, **dict.fromkeys(map(chr, ACCENTS), "")})


def fold(text: str) -> str:
    """Return a text folded: “Zoë O’Neill-Groß” becomes “zoe o'neill gross”."""
    return text.translate(_TABLE).lower()


class Folded(Func):
    """A text folded by the database, as `fold` does it; small letters of other scripts are those of its locale."""

    function = SQLITE_NAME
    arity = 1
    output_field = TextField()

    def as_postgresql(self, compiler: Any, _connection: Any, **_context: Any) -> tuple[str, tuple[Any, ...]]:
        """Return the text with each letter replaced; an accent by itself has nothing to become, and is left out."""
        text, values = compiler.compile(self.source_expressions[0])
        for long, short in LONGER.items():
            text = f"REPLACE({text}, '{long}', '{short}')"
        letters = "".join(PLAIN) + "".join(map(chr, ACCENTS))
        plain = "".join(PLAIN.values()).replace("'", "''")
        return f"LOWER(TRANSLATE({text}, '{letters}', '{plain}'))", values
