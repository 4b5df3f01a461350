"""What a process does once, when it has loaded everything and before it answers anybody."""

import gc
from functools import lru_cache
from importlib import import_module
from typing import Any, Final

from django.conf import settings
from django.utils.translation import trans_real

# As many messages of each language are remembered: all that the program says, and not what people write.
MESSAGES: Final = 8192


def settle() -> None:
    """Load the pages, ready the translations, and set aside what stays for as long as the process.

    Python's collector looks at every object from time to time. What was loaded is half a million of them and never
    goes away: without this a page now and then takes a tenth of a second longer.
    """
    import_module(settings.ROOT_URLCONF)
    drop_empty_catalogues()
    remember_messages()
    gc.collect()
    gc.freeze()


def drop_empty_catalogues() -> None:
    """Take the catalogues without a message out of the chains in which a message is looked up.

    English is what the program is written in, so that most messages are in no catalogue, and Django then asks one
    empty English catalogue of each app after the other: six of them for every word on a page.
    """
    for language, _name in settings.LANGUAGES:
        catalogue: Any = trans_real.translation(language)
        while catalogue._fallback is not None:  # noqa: SLF001 - Python's gettext has no other name for it
            following = catalogue._fallback  # noqa: SLF001
            if _is_empty(following):
                catalogue._fallback = following._fallback  # noqa: SLF001
            else:
                catalogue = following


def remember_messages() -> None:
    """Let each language remember what it said to a message, which it would look for in every catalogue again."""
    for language, _name in settings.LANGUAGES:
        catalogue: Any = trans_real.translation(language)
        if not hasattr(catalogue.gettext, "cache_info"):
            catalogue.gettext = lru_cache(maxsize=MESSAGES)(catalogue.gettext)


def _is_empty(catalogue: Any) -> bool:
    """Whether it holds nothing but the head of its file, which stands under the empty message."""
    return set(catalogue._catalog.keys()) <= {""}  # noqa: SLF001
