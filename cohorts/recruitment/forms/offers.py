"""Forms of offers and of the employer's release."""

from collections.abc import Iterable
from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cohorts.recruitment.paper import ASKED
from common.easy import EasyWords
from common.forms import DateField, LTForm
from people.consent_texts import CURRENT
from people.models import Consent


class ReplyByForm(LTForm):
    """The last day to reply to the offers that are made now."""

    reply_by = DateField(label=gettext_lazy("Last day to reply"))
    submit_label = gettext_lazy("Make the offers")


class RefillForm(ReplyByForm):
    """The last day to reply to the offers of the places that were drawn again."""

    submit_label = gettext_lazy("Offer the places")


class AnswerForm(LTForm):
    """Yes or no to an offered place; asked of the person, or by staff on the phone."""

    answer = forms.ChoiceField(
        label=gettext_lazy("Do you take the place?"),
        choices=[
            ("accept", gettext_lazy("Yes, I take the place")),
            ("decline", gettext_lazy("No, I do not take the place")),
        ],
        widget=forms.RadioSelect,
    )
    consents = forms.MultipleChoiceField(
        label=gettext_lazy("Do you also agree to these?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("You can say yes to the place without them. You can change your mind at any time."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Would you like to tell us why?"),
        required=False,
        max_length=250,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("You do not have to. It helps us to do better."),
    )
    reveals = {"consents": ("answer", "accept"), "reason": ("answer", "decline")}
    submit_label = gettext_lazy("Send my answer")

    def __init__(self, *args: Any, standing: Iterable[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        agreed = set(standing)
        asked = self.fields["consents"]
        if isinstance(asked, forms.MultipleChoiceField):
            asked.choices = [(purpose, str(CURRENT[purpose].text)) for purpose in ASKED if purpose not in agreed]
            if not asked.choices:
                del self.fields["consents"]

    def layout(self) -> Layout:
        """Return the question; the rest shows under its answer."""
        return Layout("answer")


EASY_ANSWER = EasyWords(
    fields={
        "answer": (gettext_lazy("Do you want the place?"), ""),
        "consents": (gettext_lazy("Do you say yes to these too?"), gettext_lazy("You do not have to.")),
        "reason": (gettext_lazy("Do you want to tell us why?"), gettext_lazy("You do not have to.")),
    }
)


class PhoneAnswerForm(AnswerForm):
    """The answer that somebody gave by phone or letter, as staff record it."""

    submit_label = gettext_lazy("Record the answer")

    how = forms.ChoiceField(
        label=gettext_lazy("How did they tell us?"),
        choices=[
            (Consent.Channel.PHONE.value, gettext_lazy("By phone")),
            (Consent.Channel.PAPER.value, gettext_lazy("By letter, or on paper")),
        ],
        initial=Consent.Channel.PHONE,
        widget=forms.RadioSelect(attrs={"class": "govuk-radios--inline"}),
    )

    def __init__(self, *args: Any, too_late: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        answer = self.fields["answer"]
        answer.label = _("What did they say?")
        if too_late and isinstance(answer, forms.ChoiceField):
            answer.choices = [("decline", _("No, they do not take the place"))]
            answer.error_messages["invalid_choice"] = _("The first workshop has begun, so nobody new joins.")
            self.fields.pop("consents", None)
        if "consents" in self.fields:
            self.fields["consents"].label = _("Tick those that they agree to. On the phone, read each aloud")
            self.fields["consents"].help_text = ""
        self.fields["reason"].label = _("Their reason, if they gave one")
        self.fields["reason"].help_text = ""

    def layout(self) -> Layout:
        """Return both questions; the rest shows under the answer."""
        return Layout("how", "answer")


class ReleaseForm(LTForm):
    """A manager's answer, given on their own page or told to staff."""

    answer = forms.ChoiceField(
        label=gettext_lazy("Can they come on these days?"),
        choices=[
            ("yes", gettext_lazy("Yes, I release them for these days")),
            ("no", gettext_lazy("No, I cannot release them")),
        ],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=gettext_lazy("Why not?"),
        required=False,
        max_length=250,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("This helps us to find another way with them. You can leave it empty."),
    )
    reveals = {"reason": ("answer", "no")}
    submit_label = gettext_lazy("Send")
