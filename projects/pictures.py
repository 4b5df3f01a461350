"""Pictures as people send them, made fit to be shown: turned the right way up, small, and without what a camera adds.

A photo says where and when it was taken, and with whose telephone. Nothing of that is kept: the picture is drawn anew.
"""

import warnings
from io import BytesIO
from typing import BinaryIO, Final

from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

MOST_MB: Final = 10
# As large as the page needs it on a good screen, and light enough for an old phone.
WIDEST: Final = (1200, 1200)
KINDS: Final = ("JPEG", "PNG", "WEBP")
QUALITY: Final = 80


class UnreadablePictureError(Exception):
    """It is no picture that can be shown; the message is a sentence for the screen."""


def redrawn(file: BinaryIO) -> bytes:
    """Return a picture as a JPEG of at most 1200 pixels a side, with nothing in it but what one sees.

    Raises:
        UnreadablePictureError: it is of another kind, broken, or has more pixels than anybody needs.
    """
    try:
        with warnings.catch_warnings():
            # A small file can unfold to gigabytes.
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(file, formats=KINDS) as opened:
                turned = ImageOps.exif_transpose(opened)
                turned.thumbnail(WIDEST)
                return _as_jpeg(turned)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise UnreadablePictureError(_("This picture is too large. Choose a smaller one.")) from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise UnreadablePictureError(_("Choose a picture that is a JPEG, PNG or WebP file.")) from error


def _as_jpeg(picture: Image.Image) -> bytes:
    seen = picture.convert("RGBA")
    # What is see-through is shown on white, as on paper.
    white = Image.new("RGB", seen.size, "white")
    white.paste(seen, mask=seen.getchannel("A"))
    out = BytesIO()
    white.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()
