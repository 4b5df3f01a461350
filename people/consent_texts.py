"""The words to which people agree. To change them add a version: the old one still says what was agreed then."""

from dataclasses import dataclass
from hashlib import sha256

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from people.models import Consent

_P = Consent.Purpose


@dataclass(frozen=True)
class ConsentText:
    """One text with its purpose and version."""

    purpose: str
    version: int
    text: str | Promise

    @property
    def shown_hash(self) -> str:
        """The SHA-256 of the text, in the language in which it is shown now."""
        return sha256(str(self.text).encode()).hexdigest()


TEXTS: tuple[ConsentText, ...] = (
    ConsentText(
        _P.SELECTION,
        1,
        _("You may use these answers in the draw, to make a group that is as varied as the area. Nothing else."),
    ),
    ConsentText(
        _P.SELECTION,
        2,
        _(
            "You may use these answers in the draw, to make a group that is as varied as the area, and to count whom "
            "we have not reached yet. Nothing else."
        ),
    ),
    ConsentText(
        _P.EVALUATION,
        1,
        _("I agree that the independent evaluators use my survey answers. They see a code, never my name."),
    ),
    ConsentText(
        _P.FOLLOW_UP,
        1,
        _("I agree that you contact me about 18 months after the last workshop, to ask what has changed."),
    ),
    ConsentText(
        _P.SHARING_NEEDS,
        1,
        _("If I get a place, you may tell the venue and the facilitators what I need. You never tell them why."),
    ),
    ConsentText(
        _P.SHOWING_NAME,
        1,
        _("If I accept a place, you may show my name and my employer to the others who accepted."),
    ),
    ConsentText(
        _P.PUBLICITY,
        1,
        _("You may use photos of me, and words that I have checked, to tell others about the programme."),
    ),
)
BY_VERSION: dict[tuple[str, int], ConsentText] = {(text.purpose, text.version): text for text in TEXTS}
# The newest words of each purpose.
CURRENT: dict[str, ConsentText] = {text.purpose: text for text in sorted(TEXTS, key=lambda text: text.version)}
