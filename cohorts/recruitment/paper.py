"""What recruitment asks on paper: the answer to an offer."""

from django.utils.translation import gettext as _

from cohorts.models import Programme, Role
from cohorts.recruitment.models import Offer
from common.dates import say_date
from common.paper import PaperForm, Part, Question
from common.words import say_money
from people.consent_texts import CURRENT
from people.models import Consent

# What is asked when a place is accepted; taking part itself rests on public task.
ASKED = (
    Consent.Purpose.EVALUATION,
    Consent.Purpose.FOLLOW_UP,
    Consent.Purpose.SHARING_NEEDS,
    Consent.Purpose.SHOWING_NAME,
)


def terms_of(programme: Programme, role: str) -> list[str]:
    """Return what is paid, and where to get advice about benefits, in writing before anybody accepts."""
    if role != Role.LAY:
        return [_("You take part in your working time. We ask your manager to release you for the dates.")]
    said = [_("We pay your travel, and what you need to be there, like care for somebody at home.")]
    if programme.involvement_payment:
        sentence = _("You can also have %(amount)s for each workshop. You can say no to the money and still take part.")
        said.append(sentence % {"amount": say_money(programme.involvement_payment)})
        said += programme.payment_terms.splitlines()
        said.append(_("Money from us can change your benefits. Get advice before you say yes."))
    said += programme.benefits_advice.splitlines()
    return [sentence for sentence in said if sentence.strip()]


def offer_form(offer: Offer) -> PaperForm:
    """Return the answer to an offer as it is printed: the terms, yes or no, and what one may agree to besides."""
    answer = Question(
        _("Do you take the place?"), choices=[_("Yes, I take the place"), _("No, I do not take the place")]
    )
    asked = Question(
        _("Do you also agree to these?"),
        hint=_("Tick those that you agree to. You can say yes to the place without them."),
        choices=[str(CURRENT[purpose].text) for purpose in ASKED],
        several=True,
    )
    why = Question(_("If you say no: would you like to tell us why?"), hint=_("You do not have to."), lines=2)
    name = Question(_("Your name and today’s date"), lines=2)
    return PaperForm(
        title=_("Your answer"),
        reference=offer.ref,
        introduction=[_("Please send this back so that we have it by %(day)s.") % {"day": say_date(offer.reply_by)}],
        parts=[
            Part(_("Payment and costs"), [], terms_of(offer.cohort.programme, offer.role)),
            Part("", [answer, asked, why, name]),
        ],
    )
