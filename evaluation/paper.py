"""A survey on paper: the same questions with boxes to tick, in the words that the person reads."""

from django.utils.translation import gettext as _

from common.paper import PaperForm, Part, Question
from evaluation import default_questionnaire as default
from evaluation.choices import choices_of
from evaluation.models import Invitation, Item, Questionnaire, Section
from evaluation.surveys import may_use_short_form, words_of


def survey_form(invitation: Invitation) -> PaperForm:
    """Return the survey of an invitation as it is printed; who wants Easy Read gets the short form where there is one.

    The invitation was read with its wave, questionnaire and person.
    """
    person = invitation.place.person
    questionnaire = invitation.wave.questionnaire
    if may_use_short_form(invitation):
        short = Questionnaire.objects.filter(slug=default.SHORT_EASY).order_by("-version").first()
        questionnaire = short or questionnaire
    sections = Section.objects.filter(questionnaire=questionnaire).order_by("position").prefetch_related("items")
    return PaperForm(
        title=_(invitation.wave.title),
        reference=invitation.ref,
        introduction=[
            _("You do not have to answer every question. There are no right or wrong answers."),
            _("The evaluator sees a code, never your name."),
        ],
        parts=[_part(section, easy=person.easy_read) for section in sections],
    )


def _part(section: Section, *, easy: bool) -> Part:
    introduction = [_(section.introduction)] if section.introduction else []
    return Part(_(section.title), [_question(item, easy=easy) for item in section.items.all()], introduction)


def _question(item: Item, *, easy: bool) -> Question:
    words = words_of(item, easy=easy)
    if item.type == Item.Type.TEXT:
        quote = _("May we quote this, without your name? Write yes or no at the end.") if item.asks_to_quote else ""
        return Question(words, hint=quote, lines=4)
    return Question(words, choices=[str(label) for _value, label in choices_of(item)], inline=True)
