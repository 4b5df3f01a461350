"""Forms over the queue, the letters, and what staff decide about one message."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from common.choosing import offer
from common.dates import LONDON
from common.forms import DateField, LTForm, OncePostedForm
from common.paper import SIZES
from messaging.listing import purpose_labels
from messaging.models import Call, Message
from messaging.querysets import Group, MadeAs
from people.finding import words_of

GROUPS = (
    (Group.OPEN.value, _("Still to be said")),
    (Group.ATTENTION.value, _("Needing attention")),
    (Group.ALL.value, _("Everything")),
)


def _day(label: Any) -> forms.DateField:
    # A filter, not a date that somebody knows by heart: the browser's calendar serves it better than three boxes.
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    invalid = _("Enter “%(label)s” as a day of the calendar.") % {"label": label}
    return forms.DateField(label=label, required=False, widget=widget, error_messages={"invalid": invalid})


class FilterBar(LTForm):
    """A bar of filters over a list; one that makes no sense is left out."""

    form_method = "get"
    form_class = "lt-filters"
    submit_label = _("Show")
    submit_class = "govuk-button--secondary"
    mark_optional = False

    def chosen(self) -> dict[str, Any]:
        """Return the answers that make sense."""
        if not self.is_bound:
            return {}
        self.is_valid()
        return self.cleaned_data


class QueueFilterForm(FilterBar):
    """The bar of filters over the queue."""

    state = forms.ChoiceField(
        label=_("Which"), required=False, choices=[*GROUPS, (_("By state"), list(Message.State.choices))]
    )
    purpose = forms.ChoiceField(label=_("About"), required=False)
    words = forms.CharField(
        label=_("Name or words"), required=False, max_length=80, widget=forms.TextInput(attrs={"size": 14})
    )
    first = _day(_("Due from"))
    last = _day(_("Due until"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "purpose", [("", _("Anything")), *purpose_labels().items()])

    def group(self) -> Group | Message.State:
        """Return what is asked for; what is still to be said where nothing is, or nothing that makes sense."""
        chosen = self.chosen().get("state") or ""
        return Message.State(chosen) if chosen in Message.State.values else Group(chosen)

    def asked(self) -> dict[str, Any]:
        """Return what is asked of the queue; the days are London's, and both are included."""
        chosen = self.chosen()
        first, last = chosen.get("first"), chosen.get("last")
        return {
            "group": self.group(),
            "purpose": chosen.get("purpose") or "",
            "words": words_of(chosen.get("words") or ""),
            "since": datetime.combine(first, time.min, LONDON) if first else None,
            "before": datetime.combine(last + timedelta(days=1), time.min, LONDON) if last else None,
        }


class CancelForm(LTForm):
    """Why a message is stopped."""

    submit_label = _("Stop this message")
    submit_class = "govuk-button--warning"

    why = forms.CharField(
        label=_("Why is it not to be said?"),
        help_text=_("Other staff read this. It cannot be taken back."),
        max_length=250,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class CallForm(OncePostedForm):
    """What came of a call. What was said is asked only where somebody was spoken to.

    `messages` are the references of what is to be said, each with its title.
    """

    submit_label = _("Record this call")
    reveals = {"said": ("outcome", Call.Outcome.REACHED)}
    unmarked = {"said"}

    outcome = forms.ChoiceField(label=_("What happened?"), choices=Call.Outcome, widget=forms.RadioSelect)
    said = forms.MultipleChoiceField(
        label=_("What did you tell them?"), required=False, widget=forms.CheckboxSelectMultiple
    )
    again_on = _day(_("Call again on"))
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=2000,
        help_text=_("For whoever calls next. For example what they asked, or a better time."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, messages: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = list(messages)
        said = self.fields["said"]
        assert isinstance(said, forms.MultipleChoiceField)  # noqa: S101 - for the type checker
        said.choices = choices
        said.initial = [ref for ref, _title in choices]
        self.fields["again_on"].help_text = _("Until then they are not on the call sheet.")
        if not choices:
            # Somebody may be rung for another reason.
            del self.fields["said"]

    def clean(self) -> dict[str, Any]:
        """Ask what was said where somebody was reached."""
        cleaned = super().clean() or self.cleaned_data
        reached = cleaned.get("outcome") == Call.Outcome.REACHED
        if reached and "said" in self.fields and "said" not in self.errors and not self._told(cleaned):
            self.add_error("said", _("Tick what you told them. If it was nothing, choose another answer above."))
        if cleaned.get("again_on") and cleaned["again_on"] <= timezone.localdate():
            self.add_error("again_on", _("Choose a day after today, or leave it empty."))
        return cleaned

    def _told(self, cleaned: dict[str, Any]) -> bool:
        """Whether the call was for something; a form that asks more than what was said has more to look at."""
        return bool(cleaned.get("said"))


class LettersFilterForm(FilterBar):
    """The bar of filters over the letters to print."""

    submit_class = "govuk-button--secondary"

    programme = forms.ChoiceField(label=_("Programme"), required=False)
    cohort = forms.ChoiceField(label=_("Cohort"), required=False)
    made_as = forms.ChoiceField(label=_("Format"), required=False)

    def __init__(
        self, *args: Any, programmes: list[tuple[str, str]], cohorts: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        sizes = [(str(size), say("%(size)s point") % {"size": size}) for size in SIZES]
        formats = [*sizes, ("easy", say("Easy Read"))]
        for name, choices in (("programme", programmes), ("cohort", cohorts), ("made_as", formats)):
            offer(self, name, [("", _("Any")), *choices])

    def asked(self) -> dict[str, Any]:
        """Return what is asked of the letters; a filter that makes no sense is left out."""
        chosen = self.chosen()
        return {
            "programme": chosen.get("programme") or "",
            "cohort": chosen.get("cohort") or "",
            "made_as": MadeAs(chosen["made_as"]) if chosen.get("made_as") else None,
        }


class PostedForm(LTForm):
    """When letters were posted."""

    submit_label = _("Record as posted")

    posted_on = DateField(label=_("Posted on which day?"))


class CameBackForm(LTForm):
    """Why a posted letter came back."""

    submit_label = _("Record that it came back")

    why = forms.ChoiceField(
        label=_("What does the envelope say?"),
        choices=[
            ("gone_away", _("Gone away, or not known at this address")),
            ("incomplete", _("The address is wrong or incomplete")),
            ("refused", _("Refused")),
            ("not_called_for", _("Not called for")),
            ("other", _("Something else, or nothing")),
        ],
        widget=forms.RadioSelect,
    )

    def said(self) -> str:
        """Return the reason in words."""
        field = self.fields["why"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
        return str(dict(cast("Iterable[tuple[str, Any]]", field.choices))[self.cleaned_data["why"]])


class OrderForm(LTForm):
    """From whom a format is ordered."""

    submit_label = _("Record the order")

    supplier = forms.CharField(label=_("From whom do you order it?"), max_length=120)
