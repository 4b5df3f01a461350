"""Reading settings from the environment, and the refusals that keep a careless production from starting."""

import os
from datetime import time
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

# Long enough for Django's own check, and plainly a default to anybody who reads it.
DEFAULT_SECRET_KEY = "only-for-this-computer-never-for-a-real-programme-0123456789-abcdefgh"  # noqa: S105
# A valid Fernet key (the word "default" padded); production refuses it by name.
DEFAULT_FIELD_KEY = "ZGVmYXVsdGRlZmF1bHRkZWZhdWx0ZGVmYXVsdGRlZmE="


def flag(name: str, *, default: bool) -> bool:
    """Return the environment variable `name` read as yes or no."""
    return os.environ.get(name, "yes" if default else "no").strip().lower() in {"1", "true", "yes", "on"}


def words(name: str, default: str = "") -> list[str]:
    """Return the environment variable `name` split at commas, without empty parts."""
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


def hours(text: str) -> tuple[time, time] | None:
    """Return the two times of “9:00-18:00”, or None for “always”."""
    if text.strip().lower() == "always":
        return None
    try:
        first, last = (time.fromisoformat(part.strip().zfill(5)) for part in text.split("-"))
    except ValueError as error:
        msg = f"SENDING_HOURS is “{text}”. Write it like 9:00-18:00, or “always”."
        raise ImproperlyConfigured(msg) from error
    if first >= last:
        msg = f"SENDING_HOURS is “{text}”. The first time must be before the second."
        raise ImproperlyConfigured(msg)
    return first, last


def anymail_provider(backend: str) -> str:
    """Return the provider of “anymail.backends.mailgun.EmailBackend”, or an empty text for any other backend."""
    return backend.split(".")[2] if backend.startswith("anymail.backends.") else ""


def database(url: str, *, sqlite_path: Path, test_name: str) -> dict[str, Any]:
    """Return Django's DATABASES entry for a `postgresql://` URL, or for an SQLite file where `url` is empty."""
    if not url:
        return {
            "ENGINE": "common.sqlite",
            "NAME": sqlite_path,
            # Without both WAL and IMMEDIATE about half of concurrent read-then-writes fail as locked. By itself SQLite
            # keeps 2 MB at hand, and asks the system again and again.
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA cache_size=-20000;",
            },
            # A file, not memory: in memory concurrent writes from threads are lost.
            "TEST": {"NAME": sqlite_path.with_name(f"{test_name}.sqlite3")},
        }
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        msg = f"DATABASE_URL starts with {parts.scheme}://. Use postgresql:// or leave it empty for SQLite."
        raise ImproperlyConfigured(msg)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "OPTIONS": dict(parse_qsl(parts.query)),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "TEST": {"NAME": f"test_{test_name}"},
    }


def refuse_careless_production(
    *, secret_key: str, field_keys: list[str], debug: bool, engine: str, allowed_hosts: list[str]
) -> None:
    """Raise ImproperlyConfigured, with every reason at once, where production would start unsafe."""
    reasons = []
    if secret_key == DEFAULT_SECRET_KEY:
        reasons.append("SECRET_KEY is not set. Set it to 50 random characters or more.")
    if not field_keys or DEFAULT_FIELD_KEY in field_keys:
        reasons.append("FIELD_KEYS is not set. Make a key with `python manage.py make_field_key`.")
    if debug:
        reasons.append("DEBUG is on. Remove it.")
    if "sqlite" in engine:
        reasons.append("DATABASE_URL is not set. Production needs PostgreSQL.")
    if not allowed_hosts or "*" in allowed_hosts:
        reasons.append("ALLOWED_HOSTS must name the hosts that this service answers for.")
    if reasons:
        raise ImproperlyConfigured("Leading Together will not start. " + " ".join(reasons))
