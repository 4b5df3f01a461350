"""Finding a person by what somebody says on the phone: a name, an email, a number, a postcode or a reference.

Every page that looks for people by words does it with these, so that a person is found alike everywhere.
"""

import re
from typing import Any, Final, NamedTuple

from django.db.models import F, Lookup, Q

from common.folding import fold
from common.refs import ALPHABET, LENGTH, clean_ref

OUTWARD: Final = r"[A-Z]{1,2}\d[A-Z\d]?"


class Word(NamedTuple):
    """One of the words that people are looked for by, as each column wants it; empty where it cannot be one there."""

    text: str
    pattern: str
    outward: str
    ref: str


class Said(NamedTuple):
    """What somebody said to be found by, word by word and as one code; empty where it can be none of that kind."""

    words: tuple[Word, ...]
    digits: str
    postcode: str
    outward: str
    ref: str


def said_of(typed: str) -> Said | None:
    """Return what somebody typed, for `PersonQuerySet.found_by`; None where that was nothing."""
    together = "".join(typed.split())
    if not together:
        return None
    digits = re.sub(r"^(00|\+)?(44)?0?", "", re.sub(r"[()\-]", "", together))
    code = re.fullmatch(rf"({OUTWARD})(\d[A-Z]{{2}})?", together, re.IGNORECASE | re.ASCII)
    whole = code is not None and code[2] is not None
    return Said(
        words=words_of(typed),
        # +44 7700 900123 and 07700 900123 are one number.
        digits=digits if re.fullmatch(r"\d{4,}", digits) else "",
        postcode=f"{code[1]} {code[2]}".upper() if code and whole else "",
        outward=code[1].upper() if code and not whole else "",
        ref=_ref(together),
    )


def words_of(typed: str) -> tuple[Word, ...]:
    """Return what somebody typed word by word."""
    return tuple(
        Word(
            text=word,
            pattern=f"%{_plain(_folded(word))}%",
            outward=word.upper() if re.fullmatch(OUTWARD, word, re.IGNORECASE | re.ASCII) else "",
            ref=_ref(word),
        )
        for word in typed.split()
    )


def holds(word: Word) -> Q:
    """Return the condition of people in whose names or emails a word is, or whose postcode district or reference."""
    condition = Q(Like(F("names_and_emails"), word.pattern))
    for column, code in {"outward_code": word.outward, "ref": word.ref}.items():
        condition |= Q(**{column: code}) if code else Q()
    # True of everybody. With it SQLite reads the index through, which is a fifth of the rows; without, it reads those.
    return Q(names_and_emails__gt="") & condition


def is_number_or_code(said: Said) -> Q:
    """Return the condition of people whose telephone number, postcode or reference it is; empty if it is none."""
    found = Q()
    if said.digits:
        found |= Q(mobile__contains=said.digits) | Q(phone__contains=said.digits)
    for column in ("postcode", "ref"):
        if getattr(said, column):
            found |= Q(**{column: getattr(said, column)})
    return found | Q(outward_code=said.outward) if said.outward else found


class Like(Lookup[Any]):
    """Whether a text holds a pattern of `%` and `_`, both folded."""

    lookup_name = "like"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """Return the comparison."""
        text, values = self.process_lhs(compiler, connection)
        pattern, more = self.process_rhs(compiler, connection)
        return rf"{text} LIKE {pattern} ESCAPE '\'", (*values, *more)


def _folded(word: str) -> str:
    """Return a word as names and emails are kept; of a hyphen or an accent alone, which are in none of them, itself."""
    return fold(word).strip() or word


def _plain(text: str) -> str:
    """Return a text as a pattern that means itself."""
    return re.sub(r"([\\%_])", r"\\\1", text)


def _ref(text: str) -> str:
    ref = clean_ref(text)
    return ref if len(ref) == LENGTH and not set(ref) - set(ALPHABET) else ""
