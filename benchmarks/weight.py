"""How heavy a page is when somebody opens the service for the first time: requests, and bytes on the wire."""

import gzip
import re
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client

# What a browser fetches by itself: style sheets, icons, scripts and pictures. An icon counts too.
FETCHED = re.compile(r"<(?:link|script|img|source)[^>]+?(?:href|src)=\"([^\"]+)\"")
INSIDE = re.compile(r"url\([\"']?(?!data:)([^\"')]+)|@import\s+[\"']([^\"']+)|\bimport\s*[\"']([^\"']+)")


@dataclass(frozen=True)
class Weight:
    """A first load."""

    requests: int
    bytes: int


def first_load(client: Client, address: str) -> Weight:
    """Return what a browser with an empty cache fetches for this page, compressed as the server compresses it."""
    page = client.get(address).content
    files = _files(page.decode())
    return Weight(1 + len(files), _zipped(page) + sum(_zipped(path.read_bytes()) for path in files))


def _files(page: str) -> set[Path]:
    """Return the static files of a page, with what they fetch in their turn."""
    waiting = {_path(address.removeprefix(settings.STATIC_URL)) for address in FETCHED.findall(page) if _ours(address)}
    found: set[Path] = set()
    while waiting:
        path = waiting.pop()
        found.add(path)
        if path.suffix in {".css", ".js"}:
            inside = {next(filter(None, groups)) for groups in INSIDE.findall(path.read_text())}
            waiting |= {(path.parent / name).resolve() for name in inside} - found
    return found


def _ours(address: str) -> bool:
    return address.startswith(settings.STATIC_URL)


def _path(name: str) -> Path:
    found = finders.find(name)
    if found is None:
        msg = f"A page asks for {name}, which is not there."
        raise RuntimeError(msg)
    return Path(found)


def _zipped(content: bytes) -> int:
    return len(gzip.compress(content, 9))
