"""PDF from our own HTML, by WeasyPrint, which is imported only where a PDF is made: it needs Pango on the machine."""

from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders

# What a machine without Pango needs; the pages say it.
PANGO = "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-liberation"


class NoPdfHere(Exception):  # noqa: N818 - a fact about the machine
    """WeasyPrint cannot be loaded: the HTML twin serves, and says what to install."""


def make_pdf(*, html: str, stylesheet: str) -> bytes:
    """Return `html` as a tagged PDF (PDF/UA-1), drawn with one stylesheet of our own static files.

    Nothing is fetched: neither pictures nor other sheets, from this machine or any other.

    Raises:
        NoPdfHere: Pango or one of its friends is missing.
    """
    weasyprint = _weasyprint()
    sheet = weasyprint.CSS(string=_words_of(stylesheet), url_fetcher=_fetch_nothing)
    document = weasyprint.HTML(string=html, url_fetcher=_fetch_nothing)
    made: bytes = document.write_pdf(stylesheets=[sheet], pdf_variant="pdf/ua-1")
    return made


def _weasyprint() -> Any:
    try:
        import weasyprint  # noqa: PLC0415 - heavy, and not everywhere
    except (ImportError, OSError) as error:
        raise NoPdfHere from error
    return weasyprint


def _words_of(stylesheet: str) -> str:
    found = finders.find(stylesheet)
    return Path(str(found)).read_text(encoding="utf-8")


def _fetch_nothing(url: str, *_args: Any, **_kwargs: Any) -> Any:
    msg = f"A printed page fetches nothing: {url}"
    raise ValueError(msg)
