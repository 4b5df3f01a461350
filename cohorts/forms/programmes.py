"""The form of a programme."""

from typing import Any

from crispy_forms.layout import Fieldset, Layout, Row
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cohorts.forms.versions import VersionedForm
from cohorts.models import Programme
from common.forms import MoneyField

FIELDS = (
    "name",
    "year",
    "strand",
    "workshops",
    "hours_between",
    "follow_up_months",
    "offer_days",
    "supporter_places",
    "involvement_payment",
    "payment_terms",
    "benefits_advice",
    "call_instead",
)


class ProgrammeForm(VersionedForm):
    """A programme's name and rules."""

    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=120, help_text=gettext_lazy("Like “Leading Together 2027”.")
    )
    year = forms.IntegerField(
        label=gettext_lazy("Year"),
        min_value=2016,
        max_value=2099,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-4"}),
    )
    strand = forms.CharField(
        label=gettext_lazy("Strand"),
        max_length=80,
        required=False,
        help_text=gettext_lazy(
            "If this is a special form of the programme, for example with people with learning disabilities."
        ),
    )
    workshops = forms.IntegerField(
        label=gettext_lazy("Number of workshops"),
        min_value=1,
        max_value=12,
        initial=3,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-2"}),
    )
    hours_between = forms.CharField(
        label=gettext_lazy("Time asked between workshops"),
        max_length=120,
        initial=gettext_lazy("2 to 3 hours a week"),
        help_text=gettext_lazy("Applicants read this before the first question."),
    )
    follow_up_months = forms.IntegerField(
        label=gettext_lazy("Follow-up survey, months after the last workshop"),
        min_value=1,
        max_value=60,
        initial=18,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-2"}),
    )
    offer_days = forms.IntegerField(
        label=gettext_lazy("Days to reply to an offer"),
        min_value=1,
        max_value=60,
        initial=10,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-2"}),
    )
    supporter_places = forms.IntegerField(
        label=gettext_lazy("Places for supporters in each cohort"),
        min_value=0,
        max_value=50,
        initial=0,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-2"}),
    )
    involvement_payment = MoneyField(
        label=gettext_lazy("Involvement payment for each workshop, in pounds"),
        min_value=0,
        max_digits=8,
        decimal_places=2,
        initial=0,
        help_text=gettext_lazy("Enter 0 if there is none."),
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-5"}),
    )
    payment_terms = forms.CharField(
        label=gettext_lazy("Terms of the payment"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy(
            "How and when it is paid, and that it can be declined. People read this before they accept."
        ),
    )
    benefits_advice = forms.CharField(
        label=gettext_lazy("Where to get advice about benefits"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("A name, a phone number and opening times. People read this before they accept."),
    )
    call_instead = forms.CharField(
        label=gettext_lazy("Whom to phone while the safeguarding lead and deputy are both away"),
        max_length=200,
        required=False,
        help_text=gettext_lazy(
            "A name and a number, like the council’s safeguarding team. It is said on “Something is wrong”."
        ),
    )
    submit_label = gettext_lazy("Save programme")

    def __init__(self, *args: Any, programme: Programme | None = None, **kwargs: Any) -> None:
        self.programme = programme
        super().__init__(*args, **kwargs)

    @staticmethod
    def initial_of(programme: Programme) -> dict[str, Any]:
        """Return what the form shows for a programme."""
        return {name: getattr(programme, name) for name in (*FIELDS, "version")}

    def layout(self) -> Layout:
        """Return the fields in groups."""
        return Layout(
            "version",
            Fieldset(_("Programme"), Row("name", "year"), "strand"),
            Fieldset(
                _("What it asks"),
                Row("workshops", "follow_up_months"),
                "hours_between",
                Row("offer_days", "supporter_places"),
            ),
            Fieldset(_("Payment"), "involvement_payment", "payment_terms", "benefits_advice"),
            Fieldset(_("When something is wrong"), "call_instead"),
        )

    def clean(self) -> dict[str, Any]:
        """Refuse a name that another programme of that year has."""
        cleaned = super().clean() or {}
        same = Programme.objects.filter(name=cleaned.get("name", ""), year=cleaned.get("year", 0))
        if self.programme is not None:
            same = same.exclude(pk=self.programme.pk)
        if same.exists():
            self.add_error("name", _("There is a programme with this name in that year. Give this one another name."))
        return cleaned
