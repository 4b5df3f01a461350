"""The address that a partner passes on, as text and as a QR code."""

from io import BytesIO

import segno
from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from cohorts.recruitment.models import OutreachLink

# Legible after folding and copying, and still few enough squares for a cheap camera.
CORRECTION = "q"
# Of a square in the picture that partners put into a newsletter, in pixels.
SCALE = 12


def address_of(link: OutreachLink) -> str:
    """Return the whole address."""
    return settings.BASE_URL + reverse("recruitment:follow", args=[link.ref])


def address_to_type(link: OutreachLink) -> str:
    """Return the address as it is printed: browsers add the rest."""
    return address_of(link).removeprefix("https://").removeprefix("http://").rstrip("/")


def qr_inline(link: OutreachLink) -> SafeString:
    """Return the QR code as SVG for a page; its size is the page's business. The words beside it say the address."""
    code = segno.make(address_of(link), error=CORRECTION, micro=False)
    # What segno draws holds nothing that anybody typed.
    return mark_safe(code.svg_inline(omitsize=True, border=2, svgclass=None, lineclass=None))  # noqa: S308


def qr_svg(link: OutreachLink) -> bytes:
    """Return the QR code as a file for printers."""
    return _saved(link, "svg")


def qr_png(link: OutreachLink) -> bytes:
    """Return the QR code as a picture for newsletters and messages."""
    return _saved(link, "png")


def _saved(link: OutreachLink, kind: str) -> bytes:
    out = BytesIO()
    segno.make(address_of(link), error=CORRECTION, micro=False).save(out, kind=kind, scale=SCALE, border=4)
    return out.getvalue()
