"""The questions of one page as a form. Nothing has to be answered."""

from typing import Any, ClassVar, cast

from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.forms import LTForm
from evaluation.actions.responses import Given
from evaluation.choices import Choices, choices_of
from evaluation.models import Answer, Item, Response, Scale
from evaluation.surveys import words_of

QUOTE: Choices = [("yes", gettext_lazy("Yes, without my name")), ("no", gettext_lazy("No"))]
LONGEST_TEXT = 4000


class AnswerForm(LTForm):
    """One page of a survey; `form_for` gives it its questions."""

    items: ClassVar[tuple[Item, ...]] = ()
    secondary_label = gettext_lazy("Save and come back later")
    mark_optional = False

    def given(self) -> dict[int, Given]:
        """Return what was given, by the pk of the items."""
        return {item.pk: self._given(item) for item in self.items}

    def _given(self, item: Item) -> Given:
        value = self.cleaned_data[item.code]
        if item.type != Item.Type.TEXT:
            return Given(number=int(value)) if value else Given()
        quote = self.cleaned_data.get(quote_name(item), "")
        return Given(words=value, may_quote={"yes": True, "no": False}.get(quote) if value else None)

    def typed(self) -> list[tuple[str, str]]:
        """Return each question with what was sent for it, in words: for a page that could not take it."""
        shown = []
        for item in self.items:
            raw = str(self.data.get(item.code, "")).strip()
            answer = _chosen(item, raw) if item.type != Item.Type.TEXT else raw
            if answer:
                shown.append((str(self.fields[item.code].label), answer))
        return shown


def form_for(items: list[Item], *, easy: bool) -> type[AnswerForm]:
    """Return the form of one page."""
    fields: dict[str, Any] = {}
    for item in items:
        fields[item.code] = _field(item, easy=easy)
        if item.asks_to_quote:
            fields[quote_name(item)] = forms.ChoiceField(
                label=_("May we quote this?"), choices=QUOTE, widget=_radios("govuk-radios--inline"), required=False
            )
    return cast("type[AnswerForm]", type("PageForm", (AnswerForm,), {**fields, "items": tuple(items)}))


def correction_form_for(item: Item, *, easy: bool) -> type[AnswerForm]:
    """Return the form that puts the answer to one question right; it never shows what was answered."""
    why = forms.CharField(
        label=_("What went wrong?"), max_length=250, help_text=_("For example: I ticked the wrong box.")
    )
    texts = {"secondary_label": "", "submit_label": _("Save the right answer")}
    return cast("type[AnswerForm]", type("CorrectionForm", (form_for([item], easy=easy),), {"why": why, **texts}))


def initial_of(items: list[Item], answers: dict[int, Answer]) -> dict[str, str]:
    """Return what was given before, as the form shows it."""
    initial = {}
    for item in items:
        answer = answers.get(item.pk)
        if answer is not None:
            initial[item.code] = answer.words if item.type == Item.Type.TEXT else str(answer.number)
            initial[quote_name(item)] = {True: "yes", False: "no", None: ""}[answer.may_quote]
    return initial


def say_answer(item: Item, answer: Answer | None) -> str:
    """Return an answer in words, for the page that shows all of them."""
    if answer is None:
        return _("No answer")
    if item.type != Item.Type.TEXT:
        return _chosen(item, str(answer.number))
    quote = {True: _("You may quote this, without my name."), False: _("Do not quote this."), None: ""}
    return "\n".join(filter(None, (answer.words, quote[answer.may_quote])))


def quote_name(item: Item) -> str:
    """Return the name of the field that asks whether the answer may be quoted."""
    return f"{item.code}_quote"


def _chosen(item: Item, value: str) -> str:
    return str(dict(choices_of(item)).get(value, ""))


def _field(item: Item, *, easy: bool) -> forms.Field:
    label = words_of(item, easy=easy)
    if item.type == Item.Type.TEXT:
        area = forms.Textarea(attrs={"rows": 4})
        return forms.CharField(label=label, max_length=LONGEST_TEXT, widget=area, required=False)
    choices = choices_of(item)
    if item.type == Item.Type.CHOICE:
        return forms.ChoiceField(label=label, choices=choices, widget=_radios(""), required=False)
    if item.scale == Scale.FACES:
        drawn: Choices = [(value, _face(value, str(words))) for value, words in choices]
        return forms.ChoiceField(label=label, choices=drawn, widget=_radios("lt-faces"), required=False)
    return forms.ChoiceField(label=label, choices=choices, widget=_radios("lt-likert"), required=False)


def _radios(css: str) -> forms.RadioSelect:
    return forms.RadioSelect(attrs={"class": css} if css else {})


def _face(value: str, words: str) -> SafeString:
    """Return the words with their face beside them; the two answers that are not on the scale have none."""
    return render_to_string("evaluation/survey/_face.html", {"value": value, "words": words})


class SendForm(LTForm):
    """The last page: whether somebody helped, and the button."""

    submit_label = gettext_lazy("Send my answers")
    mark_optional = False
    reveals: ClassVar = {"helped_by": ("helped", "yes")}

    helped = forms.ChoiceField(
        label=gettext_lazy("Did somebody help you to answer?"),
        choices=[("no", gettext_lazy("No")), ("yes", gettext_lazy("Yes"))],
        widget=forms.RadioSelect(attrs={"class": "govuk-radios--inline"}),
        required=False,
    )
    helped_by = forms.CharField(
        label=gettext_lazy("Who helped you?"),
        help_text=gettext_lazy("For example: my sister, an advocate. Please do not write a name."),
        max_length=60,
        required=False,
    )


class ReadBackForm(LTForm):
    """The last page where staff write the answers down: nobody else helped."""

    submit_label = gettext_lazy("Send the answers")


FORM_OF_SURVEY: Choices = [
    ("short", gettext_lazy("The short survey: 10 sentences and 3 faces")),
    ("all", gettext_lazy("All the questions, in easy words")),
]


class BeginForm(LTForm):
    """The start page of somebody who wants Easy Read: which of the two surveys."""

    submit_label = gettext_lazy("Start now")
    mark_optional = False

    form_of_survey = forms.ChoiceField(
        label=gettext_lazy("Which questions would you like?"),
        choices=FORM_OF_SURVEY,
        initial="short",
        widget=forms.RadioSelect,
    )


class KeyForm(LTForm):
    """How staff come by the answers; of somebody who wants Easy Read, which of the two surveys."""

    submit_label = gettext_lazy("Start")
    mark_optional = False

    mode = forms.ChoiceField(
        label=gettext_lazy("How are the questions answered?"),
        choices=[
            (Response.Mode.PHONE.value, gettext_lazy("By phone")),
            (Response.Mode.KEYED.value, gettext_lazy("On paper")),
        ],
        widget=forms.RadioSelect,
    )
    form_of_survey = forms.ChoiceField(
        label=gettext_lazy("Which questions do they want?"), choices=FORM_OF_SURVEY, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, short_form: bool, paper_only: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mode = self.fields["mode"]
        if paper_only and isinstance(mode, forms.ChoiceField):
            mode.choices = [(Response.Mode.KEYED.value, _("On paper"))]
            mode.initial = Response.Mode.KEYED
        if not short_form:
            del self.fields["form_of_survey"]


class LeaveForm(LTForm):
    """Leaving the surveys, and what becomes of what was answered: two questions, because they are two decisions."""

    submit_label = gettext_lazy("Stop asking me")
    submit_class = "govuk-button--warning"

    keep = forms.ChoiceField(
        label=gettext_lazy("What should we do with what you have answered?"),
        choices=[
            ("keep", gettext_lazy("The evaluators may use it, under my code")),
            ("drop", gettext_lazy("Leave it out of everything that the evaluators get from now on")),
        ],
        widget=forms.RadioSelect,
    )
