"""The agreement of a pair on paper: what the two want to reach, how they work together, and both signatures."""

from django.utils.translation import gettext as _

from cohorts.pairing.models import Pair
from common.paper import PaperForm, Part, Question


def agreement_form(pair: Pair) -> PaperForm:
    """Return the form for both to fill in and sign; it carries their names, as each has a copy."""
    return PaperForm(
        title=_("How we work together"),
        introduction=[_("Talk about these things first. Then write them down, and both of you sign.")],
        parts=[
            Part(
                title="",
                questions=[
                    Question(words=_("What do we want to reach?"), lines=4),
                    Question(words=_("How often do we meet or talk?"), lines=2),
                    Question(words=_("How do we do it: where, by phone, by video?"), lines=2),
                    Question(words=_("What do we do when it is hard?"), lines=4),
                ],
            ),
            Part(
                title=_("We agree to this"),
                questions=[
                    Question(words=_("%(name)s: signature and day") % {"name": place.person.full_name}, lines=1)
                    for place in pair.places
                ],
            ),
        ],
        ending=[_("You can change it at any time. Then both of you sign again.")],
        reference=pair.ref,
    )
