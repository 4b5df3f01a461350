"""What is said to people who are in a case study. A Template row replaces the words."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from common.paper import PaperForm, Part, Question
from messaging.models import Message
from messaging.purposes import DUE, Purpose, Verdict, not_due, register
from people.consent_texts import CURRENT
from people.models import Consent
from projects.models import Agreement, CaseStudy

AGREE = "case-study-agree"
PLACEHOLDERS = {
    "title": "Calmer hospital discharge",
    "words": "People were sent home without knowing whom to ring.",
    "link": "https://example.org/my/case-studies/K7M29XQT/",
}


def load(messages: Sequence[Message]) -> dict[int, Agreement | None]:
    """Return what each message asks for, by its pk: the agreement of its person. Two queries for any number of them."""
    keys = {message.pk: int(message.data["agreement"]) for message in messages}
    rows = Agreement.objects.select_related("case_study").prefetch_related("case_study__quotes").in_bulk(keys.values())
    return {pk: rows.get(key) for pk, key in keys.items()}


def _agreement(message: Message) -> Agreement | None:
    return message.loaded if isinstance(message.loaded, Agreement) else load([message])[message.pk]


def words_of(study: CaseStudy) -> str:
    """Return a case study as plain text: its words, what its picture shows, and what people say in it."""
    quotes = [f"“{quote.words}” – {quote.shown_as}" for quote in study.quotes.all()]
    picture = (
        [say("A picture belongs to it. It shows: %(what)s") % {"what": study.picture_alt}] if study.picture else []
    )
    return "\n\n".join([study.title, *study.paragraphs(), *picture, *quotes])


def context(message: Message) -> Mapping[str, str]:
    """Return the words that are asked about, as they are now."""
    agreement = _agreement(message)
    if agreement is None:
        return dict.fromkeys(PLACEHOLDERS, "")
    study = agreement.case_study
    return {
        "title": study.title,
        "words": words_of(study),
        "link": settings.BASE_URL + reverse("projects:my_study", args=[study.ref]),
    }


def about(message: Message) -> str:
    """Name the case study."""
    agreement = _agreement(message)
    return agreement.case_study.title if agreement else ""


def reply(message: Message) -> PaperForm | None:
    """Return the answer to tick and send back; not where it was given in another way."""
    agreement = _agreement(message)
    if agreement is None or agreement.answered:
        return None
    publicity = CURRENT[Consent.Purpose.PUBLICITY].text
    question = Question(
        say("Do you agree that we publish this?"),
        hint=say("If you say yes, you also agree to this: “%(words)s”") % {"words": publicity},
        choices=[say("Yes, I agree to every word"), say("No, I do not agree")],
    )
    different = Question(say("What should be different?"), lines=3)
    signed = Question(say("Your name and the day"), lines=1)
    return PaperForm(
        title=agreement.case_study.title,
        parts=[Part(title="", questions=[question, different, signed])],
        reference=agreement.case_study.ref,
        own_page=False,
    )


def answer_page(message: Message) -> str:
    """Return where staff write down what the person says."""
    agreement = _agreement(message)
    return reverse("projects:study_said", args=[agreement.case_study.ref, message.person.ref]) if agreement else ""


def still_due(message: Message, _now: datetime) -> Verdict:
    """The question is due while this version is asked about and the person has not answered."""
    agreement = _agreement(message)
    if agreement is None:
        return not_due(say("The person is not in the case study any more."))
    if agreement.answered:
        return not_due(say("The person has answered."))
    study = agreement.case_study
    if study.state != CaseStudy.State.ASKING or study.text_version != agreement.text_version:
        return not_due(say("The words have changed, or nobody is asked any more."))
    return DUE


def register_all() -> None:
    """Tell messaging what is said about case studies."""
    register(
        Purpose(
            slug=AGREE,
            label=_("Do you agree to a case study?"),
            because=_("A case study is written, and everybody in it is asked"),
            title=_("Do you agree to these words about “{title}”?"),
            body=_(
                "Hello {called}\n\nWe have written about the project “{title}”. We would like everybody to be able to "
                "read it. You are in it, so we ask you first. We publish it only if all who are in it agree to every "
                "word.\n\nThis is what it says:\n\n{words}\n\nPlease tell us whether you agree: {link}\n\n"
                "You can say no, and need not say why. If you say yes, you can take it back at any time."
            ),
            sms=_(
                "Leading Together: we wrote about the project “{title}”, and you are in it. "
                "Do you agree? Please read it: {link} Or ring {help_phone}."
            ),
            easy_body=_(
                "Hello {called}\n\nWe wrote about your project.\n\nYou are in it.\n\nWe want everybody to read it.\n\n"
                "You choose if we may show it.\n\nPlease read it first.\n\nHere it is:\n\n{words}\n\n"
                "Tell us yes or no: {link}\n\nYou can change your mind later.\n\nYou can also phone {help_phone}."
            ),
            placeholders=PLACEHOLDERS,
            context=context,
            still_due=still_due,
            load=load,
            about=about,
            reply=reply,
            answered_at=answer_page,
        )
    )
