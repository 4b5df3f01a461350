"""Secrets become keyed hashes: whoever reads the database cannot sign in with what it holds."""

import secrets

from django.utils.crypto import salted_hmac

from common.refs import ALPHABET

CODE_LENGTH = 6


def hash_of(kind: str, secret: str) -> str:
    """Return the hash of a secret, 64 hexadecimal digits; `kind` keeps a code's hash from passing for a link's."""
    return salted_hmac(f"access.{kind}", secret, algorithm="sha256").hexdigest()


def new_link() -> str:
    """Return a new secret for a link (256 bits)."""
    return secrets.token_urlsafe(32)


LETTER_CODE_LENGTH = 10
LETTER_CODE_GROUPS = (3, 3, 4)


def new_letter_code() -> str:
    """Return a new code of 10 sayable characters (21**10, about 17 million million; it lasts 21 days)."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LETTER_CODE_LENGTH))


def say_letter_code(code: str) -> str:
    """Return “CDF GHJ KMNP”: in groups, so that it can be read out and typed."""
    starts = [sum(LETTER_CODE_GROUPS[:place]) for place in range(len(LETTER_CODE_GROUPS))]
    return " ".join(code[start : start + size] for start, size in zip(starts, LETTER_CODE_GROUPS, strict=True))


def new_code() -> str:
    """Return a new code of 6 sayable characters (21**6, about 85 million; five tries and ten minutes)."""
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
