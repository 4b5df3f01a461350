"""References that people can say over the telephone."""

import secrets

# No vowels (no words by accident), no 0/O, 1/I/L, S/5, B/8, Z/2, U/V pairs that sound or look alike.
ALPHABET = "CDFGHJKMNPQRTWXY34679"
LENGTH = 8


def make_ref() -> str:
    """Return a new random reference of 8 sayable characters (21**8, about 38 thousand million)."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def clean_ref(text: str) -> str:
    """Return what somebody typed or read aloud as a reference: capitals, without spaces and hyphens."""
    return "".join(text.split()).replace("-", "").upper()
