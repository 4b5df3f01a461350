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


def new_code() -> str:
    """Return a new code of 6 sayable characters (21**6, about 85 million; five tries and ten minutes)."""
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
