"""Model fields of the house: sayable references and encrypted values."""

import json
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import models

from common.refs import LENGTH, make_ref


class RefField(models.CharField[str, str]):
    """A unique, sayable reference made when the row is made; what participants and public addresses carry."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", LENGTH)
        kwargs.setdefault("unique", True)
        kwargs.setdefault("editable", False)
        kwargs.setdefault("default", make_ref)
        super().__init__(*args, **kwargs)


@lru_cache(maxsize=4)
def _fernet(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key.encode()) for key in keys])


def encrypt(value: Any) -> str:
    """Return `value` as JSON, encrypted with the first of FIELD_KEYS."""
    return _fernet(tuple(settings.FIELD_KEYS)).encrypt(json.dumps(value).encode()).decode()


def decrypt(token: str) -> Any:
    """Return the value that `encrypt` was given, trying every key of FIELD_KEYS.

    Raises:
        ValueError: none of the keys opens it.
    """
    try:
        return json.loads(_fernet(tuple(settings.FIELD_KEYS)).decrypt(token.encode()))
    except InvalidToken as error:
        msg = "A stored value cannot be opened: add the key it was written with to FIELD_KEYS."
        raise ValueError(msg) from error


def seal(content: bytes) -> bytes:
    """Return a file's content encrypted with the first of FIELD_KEYS."""
    return _fernet(tuple(settings.FIELD_KEYS)).encrypt(content)


def unseal(sealed: bytes) -> bytes:
    """Return what `seal` was given, trying every key of FIELD_KEYS.

    Raises:
        ValueError: none of the keys opens it.
    """
    try:
        return _fernet(tuple(settings.FIELD_KEYS)).decrypt(sealed)
    except InvalidToken as error:
        msg = "A stored file cannot be opened: add the key it was written with to FIELD_KEYS."
        raise ValueError(msg) from error


class EncryptedJSONField(models.TextField[Any, Any]):
    """A JSON value that the database sees only encrypted. It cannot be searched: that is its purpose."""

    def from_db_value(self, value: str | None, _expression: Any, _connection: Any) -> Any:
        """Open what the database holds; an empty text is no value."""
        return decrypt(value) if value else None

    def get_prep_value(self, value: Any) -> str | None:
        """Seal the value on its way to the database."""
        return "" if value is None else encrypt(value)

    def value_to_string(self, obj: models.Model) -> str:
        """Serialise sealed, so that a fixture never holds the value in the open."""
        return self.get_prep_value(self.value_from_object(obj)) or ""
