"""Forms of leaving."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cohorts.actions.departures import Leaving
from cohorts.models import Departure, Place
from cohorts.recruitment.successors import Successor
from common.dates import say_date
from common.forms import DateField, LTForm
from leadingtogether.actions.departures import NextOffer

STAY, GO = "stay", "go"
REASONS = [(value, label) for value, label in Departure.Reason.choices if value != Departure.Reason.DIED]


class _LeavingForm(LTForm):
    """What is asked of everybody who leaves. The programme and its evaluation are two questions."""

    place: Place
    submit_label = gettext_lazy("Show what happens")

    def __init__(self, *args: Any, place: Place, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.place = place
        if place.left_evaluation_at is not None:
            del self.fields["evaluation"]

    @property
    def leaves_evaluation(self) -> bool:
        """Whether the surveys end too; who left them before stays out."""
        return bool(self.cleaned_data.get("evaluation", GO) == GO)

    def said(self) -> Leaving:
        """Return what was said."""
        typed = self.cleaned_data
        return Leaving(
            reason=typed["reason"],
            words=typed["words"],
            left_on=typed.get("left_on") or timezone.localdate(),
            channel=typed.get("channel") or Departure.Channel.WEB,
            leaves_evaluation=self.leaves_evaluation,
            contact_later=typed["contact_later"],
            confirmation=typed["confirmation"],
        )


class StaffLeavingForm(_LeavingForm):
    """Somebody told staff that they stop."""

    left_on = DateField(
        label=gettext_lazy("From which day"),
        help_text=gettext_lazy("The day on which they told us, or on which they were there last."),
    )
    channel = forms.ChoiceField(
        label=gettext_lazy("How did they tell us?"), choices=Departure.Channel.choices[1:], widget=forms.RadioSelect
    )
    reason = forms.ChoiceField(
        label=gettext_lazy("Why do they stop?"),
        choices=REASONS,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("Only coordinators see it. Nobody has to give a reason."),
    )
    words = forms.CharField(
        label=gettext_lazy("In their words"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
    evaluation = forms.ChoiceField(
        label=gettext_lazy("And the surveys?"),
        choices=[
            (GO, gettext_lazy("They want no more surveys")),
            (STAY, gettext_lazy("They go on answering our surveys")),
        ],
        widget=forms.RadioSelect,
        help_text=gettext_lazy("Ask this apart. Leaving the programme does not mean leaving the evaluation."),
    )
    contact_later = forms.MultipleChoiceField(
        label=gettext_lazy("May we contact them later about something?"),
        choices=Departure.Later.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Tick only what they said yes to."),
    )
    confirmation = forms.BooleanField(
        label=gettext_lazy("They want a confirmation, sent in the way that they like best"), required=False
    )
    unmarked = frozenset({"contact_later", "confirmation"})

    def clean_left_on(self) -> date:
        """Refuse a day to come: until then they take part."""
        day: date = self.cleaned_data["left_on"]
        if day > timezone.localdate():
            raise ValidationError(_("Choose today or a day before. Somebody who stops later takes part until then."))
        return day


class MyLeavingForm(_LeavingForm):
    """A participant stops."""

    reason = forms.ChoiceField(
        label=gettext_lazy("Why do you stop?"),
        choices=[(value, label) for value, label in REASONS if value != Departure.Reason.NOT_SAID],
        required=False,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("You do not have to tell us. It helps us to do better."),
    )
    words = forms.CharField(
        label=gettext_lazy("Is there anything that you want to tell us?"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    evaluation = forms.ChoiceField(
        label=gettext_lazy("May we still send you our surveys?"),
        choices=[
            (STAY, gettext_lazy("Yes, I go on answering them")),
            (GO, gettext_lazy("No, no more surveys")),
        ],
        widget=forms.RadioSelect,
        help_text=gettext_lazy("You can leave the programme and still answer. Both answers are fine."),
    )
    contact_later = forms.MultipleChoiceField(
        label=gettext_lazy("May we contact you later about something?"),
        choices=Departure.Later.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    confirmation = forms.BooleanField(
        label=gettext_lazy("Send me a confirmation, in the way that I like best"), required=False
    )
    unmarked = frozenset({"contact_later", "confirmation"})
    submit_label = gettext_lazy("Continue")

    def clean_reason(self) -> str:
        """Silence is an answer too."""
        return self.cleaned_data["reason"] or Departure.Reason.NOT_SAID


class PassOnForm(LTForm):
    """Whether the place is offered to the reserve whom the page names, and until when they can answer."""

    offer_it = forms.ChoiceField(widget=forms.RadioSelect)
    reply_by = DateField(label=gettext_lazy("Last day to reply"), required=False)
    reserve = forms.CharField(widget=forms.HiddenInput)
    # The page puts it inside its own form, among what was typed before.
    submit_label = ""
    unmarked = frozenset({"reply_by"})
    reveals = {"reply_by": ("offer_it", "yes")}

    def __init__(self, *args: Any, successor: Successor, **kwargs: Any) -> None:
        self.successor = successor
        application = successor.reserve.application if successor.reserve else None
        initial = {
            # Where a quota stays missed, a person decides: nothing is ticked for them.
            "offer_it": "yes" if successor.restores_all else None,
            "reply_by": successor.reply_by,
            "reserve": application.ref if application else "",
        }
        super().__init__(*args, initial=initial, **kwargs)
        self.helper.form_tag, self.helper.disable_csrf = False, True
        name = {"name": application.person if application else ""}
        field = self.fields["offer_it"]
        field.label = _("Offer the place to %(name)s?") % name
        field.choices = [  # type: ignore[attr-defined]
            ("yes", _("Yes, offer it now")),
            ("no", _("No, I decide later. A task reminds me")),
        ]
        field.error_messages["required"] = _("Choose whether the place is offered to %(name)s.") % name

    def clean(self) -> dict[str, Any]:
        """Ask for a day before the first workshop."""
        cleaned = super().clean() or {}
        if cleaned.get("offer_it") != "yes" or "reply_by" in self.errors:
            return cleaned
        day, last = cleaned.get("reply_by"), self.successor.last_day
        if day is None or day <= timezone.localdate() or (last is not None and day > last):
            sentence = _("Choose a day after today.")
            if last is not None:
                sentence = _("Choose a day after today and not after %(day)s, the day before the first workshop.") % {
                    "day": say_date(last)
                }
            self.add_error("reply_by", sentence)
        return cleaned

    def offer(self) -> NextOffer | None:
        """Return the offer to make; None to decide later."""
        if self.cleaned_data["offer_it"] != "yes":
            return None
        return NextOffer(self.cleaned_data["reserve"], self.cleaned_data["reply_by"])
