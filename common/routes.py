"""Addresses of pages by their names and pages by their addresses, without trying every pattern as Django does.

Django tries a name's patterns, puts the arguments in and matches the whole against the pattern again. Where a name has
one pattern of plain parts, that is what stands around its arguments, which is worked out once for the whole list of
addresses. Every other name, and an argument that does not fit, is left to Django's own `reverse`.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final
from urllib.parse import quote

from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver, get_script_prefix, get_urlconf, include
from django.urls.converters import IntConverter, SlugConverter, StringConverter
from django.urls.resolvers import RoutePattern
from django.utils.http import RFC3986_SUBDELIMS

SAFE: Final = RFC3986_SUBDELIMS + "/~:@"
# A place for an argument, as it is written in a route.
ARGUMENT: Final = re.compile(r"<(?:\w+:)?(\w+)>")
# What these take never holds a slash, so that it cannot run into the next part.
PLAIN: Final = (StringConverter, SlugConverter, IntConverter)


@dataclass(frozen=True)
class Route:
    """What stands before, between and after the arguments of an address, and what each argument may be."""

    parts: tuple[str, ...]
    allowed: tuple[re.Pattern[str], ...]

    def filled(self, arguments: Sequence[Any]) -> str | None:
        """Return the address with its arguments; None where one of them is no argument for it."""
        if len(arguments) != len(self.allowed):
            return None
        address = self.parts[0]
        for value, allowed, after in zip(arguments, self.allowed, self.parts[1:], strict=True):
            text = str(value)
            if allowed.fullmatch(text) is None:
                return None
            address += (text if text.isascii() and text.isalnum() else quote(text, safe=SAFE)) + after
        return address


def plain_address(name: str, arguments: Sequence[Any]) -> str | None:
    """Return the address of a page where it is a plain one, and None where `reverse` has to be asked."""
    route = _routes(get_urlconf() or settings.ROOT_URLCONF, get_script_prefix()).get(name)
    return route.filled(arguments) if route else None


class Begun(RoutePattern):
    """Where a list of addresses is included, open to a path that begins as one of them does and to no other."""

    def __init__(self, heads: tuple[str, ...]) -> None:
        super().__init__("")
        self.heads = heads

    def match(self, path: str) -> Any:
        """Return what is left of the path for the list, or None where nothing in it can fit."""
        return super().match(path) if path.startswith(self.heads) else None


def included(urlconf: str) -> URLResolver:
    """Return what `path("", include(urlconf))` does. Django would try every address of every list before the one."""
    module, app_name, namespace = include(urlconf)
    patterns: Any = getattr(module, "urlpatterns", module)
    heads = {str(one.pattern).partition("<")[0] if _is_plain(one.pattern) else "" for one in patterns}
    return URLResolver(Begun(tuple(heads)), module, None, app_name=app_name, namespace=namespace)


def _is_plain(pattern: Any) -> bool:
    """Whether it is a route, and the same in every language: one that is translated is no text."""
    return isinstance(pattern, RoutePattern) and isinstance(vars(pattern)["_route"], str)


@lru_cache(maxsize=16)
def _routes(urlconf: str, prefix: str) -> dict[str, Route]:
    """Return the routes of a list of addresses by name; not those of names and namespaces that stand there twice."""
    found: dict[str, list[Route | None]] = {}
    for name, patterns in _named(get_resolver(urlconf), "", ()):
        found.setdefault(name, []).append(_route(prefix, patterns))
    return {name: routes[0] for name, routes in found.items() if len(routes) == 1 and routes[0] is not None}


def _named(resolver: URLResolver, space: str, around: tuple[Any, ...]) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """Yield the full name of each page with the patterns that make its address, those of what includes it first."""
    for one in resolver.url_patterns:
        patterns = (*around, one.pattern)
        if isinstance(one, URLPattern):
            if one.name:
                yield space + one.name, patterns
        elif one.namespace is None:
            yield from _named(one, space, patterns)
        elif one.namespace == one.app_name:
            # A namespace that is not called as its app depends on where the reader is: those are Django's.
            yield from _named(one, f"{space}{one.namespace}:", patterns)


def _route(prefix: str, patterns: Iterable[Any]) -> Route | None:
    """Return the route through these patterns, or None where one of them is not plain."""
    written, allowed = prefix, []
    for pattern in patterns:
        if not _is_plain(pattern):
            return None
        if not all(type(converter) in PLAIN for converter in pattern.converters.values()):
            return None
        allowed += [re.compile(pattern.converters[name].regex) for name in ARGUMENT.findall(str(pattern))]
        written += str(pattern)
    parts = ARGUMENT.split(written)[::2]
    # Django lets no address begin with two slashes, which would lead to another service.
    return None if written.startswith("//") else Route(tuple(quote(part, safe=SAFE) for part in parts), tuple(allowed))
