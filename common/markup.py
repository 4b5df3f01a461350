"""Markup with values in it, each escaped, for what is drawn in Python many times on a page.

What `format_html` does; but Django's `escape` looks at every value three times for texts that are translated later.
"""

import html
from collections.abc import Iterable
from typing import Any

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString


def escaped(value: Any) -> str:
    """Return a value as text that stands in HTML; what is marked as safe stays as it is."""
    kind = type(value)
    if kind is SafeString:
        return value  # type: ignore[no-any-return]
    return html.escape(value) if kind is str else conditional_escape(value)


def filled(markup: str, *values: Any, **named: Any) -> SafeString:
    """Return `markup`, which is ours and safe, with its places filled as `str.format` does."""
    if not named:
        return SafeString(markup.format(*map(escaped, values)))
    return SafeString(markup.format(*map(escaped, values), **{name: escaped(value) for name, value in named.items()}))


def filled_each(markup: str, rows: Iterable[Iterable[Any]]) -> SafeString:
    """Return `markup` filled with the values of each row, one after the other."""
    return SafeString("".join(markup.format(*map(escaped, values)) for values in rows))
