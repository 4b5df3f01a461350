"""Forms of the outreach plan."""

from typing import Any

from crispy_forms.layout import Fieldset, Layout, Row
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cohorts.forms.versions import VersionedForm
from cohorts.recruitment.characteristics import FOR_SELECTION
from cohorts.recruitment.models import OutreachLink, OutreachPartner
from cohorts.recruitment.reach_querysets import OutreachPartnerQuerySet
from common.forms import DateField

OURS = ("group", "reaches", "promised", "last_spoken_on", "next_step", "next_step_on")
THEIRS = ("name", "contact_name", "contact_phone", "contact_email")


def group_choices() -> list[tuple[str, str]]:
    """Return every group that a quota may name, and that a partner may help to reach."""
    return [(f"{one.slug}:{value}", f"{one.name}: {label}") for one in FOR_SELECTION for value, label in one.values]


class PlanForm(VersionedForm):
    """A partner in the plan: whom they reach, whom we talk to, what was promised and what comes next."""

    name = forms.CharField(label=gettext_lazy("Organisation"), max_length=160)
    contact_name = forms.CharField(label=gettext_lazy("Whom we talk to"), max_length=120, required=False)
    contact_phone = forms.CharField(
        label=gettext_lazy("Their telephone"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "class": "govuk-input--width-20"}),
    )
    contact_email = forms.EmailField(label=gettext_lazy("Their email"), required=False)
    group = forms.CharField(
        label=gettext_lazy("Whom they reach"),
        max_length=160,
        required=False,
        help_text=gettext_lazy("In your own words, like “young parents on the estate”."),
    )
    reaches = forms.MultipleChoiceField(
        label=gettext_lazy("Groups that are counted"),
        choices=group_choices,
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "govuk-checkboxes--small lt-in-columns"}),
        help_text=gettext_lazy("Where such people are missing, we name this partner beside them."),
    )
    promised = forms.CharField(
        label=gettext_lazy("What they promised"), max_length=250, required=False, widget=forms.Textarea({"rows": 2})
    )
    last_spoken_on = DateField(label=gettext_lazy("Last spoken on"), required=False)
    next_step = forms.CharField(
        label=gettext_lazy("Next step"),
        max_length=250,
        required=False,
        help_text=gettext_lazy("It becomes a task on that day. Leave both empty where nothing is to do."),
    )
    next_step_on = DateField(label=gettext_lazy("On which day"), required=False)
    submit_label = gettext_lazy("Save")

    @staticmethod
    def initial_of(link: OutreachLink) -> dict[str, Any]:
        """Return what the form shows for a row of the plan."""
        theirs = {name: getattr(link.partner, name) for name in THEIRS}
        return theirs | {name: getattr(link, name) for name in (*OURS, "version")}

    def layout(self) -> Layout:
        """Return the fields in groups."""
        return Layout(
            "version",
            Fieldset(_("The organisation"), *self._who(), Row("contact_name", "contact_phone"), "contact_email"),
            Fieldset(_("Whom they reach"), "group", "reaches"),
            Fieldset(_("What is agreed"), "promised", "last_spoken_on", Row("next_step", "next_step_on")),
        )

    def _who(self) -> tuple[str, ...]:
        return ("name",)

    def clean(self) -> dict[str, Any]:
        """A next step has a day, and a day has a step: else nobody would be reminded."""
        cleaned = super().clean() or {}
        step, day = cleaned.get("next_step"), cleaned.get("next_step_on")
        if step and not day and "next_step_on" not in self.errors:
            self.add_error("next_step_on", _("Enter the day of the next step, so that it becomes a task."))
        if day and not step and "next_step" not in self.errors:
            self.add_error("next_step", _("Say what is to be done on that day, or leave the day empty."))
        return cleaned


class NewInPlanForm(PlanForm):
    """A partner to put into the plan: one that the programme knows, or a new one."""

    partner: forms.ModelChoiceField[OutreachPartner] = forms.ModelChoiceField(
        label=gettext_lazy("A partner of this programme"),
        queryset=OutreachPartner.objects.none(),
        required=False,
        empty_label=gettext_lazy("A new organisation"),
        help_text=gettext_lazy("Of a partner that you choose here, name and contact are known. Leave them empty."),
    )
    submit_label = gettext_lazy("Put into the plan")

    def __init__(self, *args: Any, partners: OutreachPartnerQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["partner"]
        assert isinstance(choice, forms.ModelChoiceField)  # noqa: S101 - for the type checker
        choice.queryset = partners
        self.fields["name"].required = False

    def _who(self) -> tuple[str, ...]:
        return ("partner", "name")

    def clean(self) -> dict[str, Any]:
        """Without a known partner a new one needs a name."""
        cleaned = super().clean()
        if not cleaned.get("partner") and not cleaned.get("name") and "partner" not in self.errors:
            self.add_error("name", _("Write the name of the organisation, or choose a partner of this programme."))
        return cleaned

    def values(self) -> dict[str, Any]:
        """Return what goes into the row, and into a new partner."""
        return {name: value for name, value in super().values().items() if name != "partner"}
