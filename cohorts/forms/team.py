"""Forms of a programme's team and of the bodies behind it."""

from typing import Any

from crispy_forms.layout import Layout, Row
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cohorts.models import Organisation, TeamMembership
from cohorts.querysets import TeamMembershipQuerySet
from common.forms import LTForm
from people.models import Person

TOLD = gettext_lazy("Reads what people report in confidence. The others who look after the programme are told.")


class MemberForm(LTForm):
    """Somebody new on the team."""

    email = forms.EmailField(
        label=gettext_lazy("Email address"),
        max_length=254,
        help_text=gettext_lazy("They sign in with it. We write to them at once."),
    )
    given_name = forms.CharField(
        label=gettext_lazy("Given name"),
        max_length=100,
        required=False,
        help_text=gettext_lazy("Needed where nobody signs in with this address yet."),
    )
    family_name = forms.CharField(label=gettext_lazy("Family name"), max_length=100, required=False)
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=TeamMembership.Role.choices, widget=forms.RadioSelect)
    hints = {
        "role": {
            TeamMembership.Role.COORDINATOR: gettext_lazy("Runs the programme and sees everything but concerns."),
            TeamMembership.Role.FACILITATOR: gettext_lazy(
                "Leads workshops: sees who comes, needs, pairs and projects."
            ),
            TeamMembership.Role.REVIEWER: gettext_lazy(
                "Scores applications without names, where scoring is on. Decides nothing."
            ),
            TeamMembership.Role.EVALUATOR: gettext_lazy("Sees response rates and data under codes, never a name."),
            TeamMembership.Role.COMMISSIONER: gettext_lazy("Sees rounded totals and nothing else."),
            TeamMembership.Role.SAFEGUARDING_LEAD: TOLD,
            TeamMembership.Role.SAFEGUARDING_DEPUTY: TOLD,
        }
    }
    unmarked = {"given_name"}
    submit_label = gettext_lazy("Add to the team")

    def layout(self) -> Layout:
        """Return the fields, the names side by side."""
        return Layout("email", Row("given_name", "family_name"), "role")

    def clean_email(self) -> str:
        """Return the address in lower case, as addresses for signing in are kept."""
        return str(self.cleaned_data["email"]).lower()

    def clean(self) -> dict[str, Any]:
        """Ask for a name where nobody is known by the address."""
        cleaned = super().clean() or {}
        email = cleaned.get("email")
        if email and not cleaned.get("given_name") and not Person.objects.filter(email=email).exists():
            self.add_error("given_name", _("Nobody signs in with this address yet. Enter their given name."))
        return cleaned


class AgainForm(LTForm):
    """People of the team of the year before, to be invited again."""

    again = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Who is on its team now"),
        queryset=TeamMembership.objects.none(),
        widget=forms.CheckboxSelectMultiple(attrs={"class": "govuk-checkboxes--small"}),
        error_messages={"required": gettext_lazy("Tick the people whom you want to invite.")},
    )
    submit_label = gettext_lazy("Invite the people ticked")

    def __init__(self, *args: Any, before: TeamMembershipQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["again"]
        if isinstance(choice, forms.ModelMultipleChoiceField):
            choice.queryset = before


class OrganisationForm(LTForm):
    """A body behind a programme."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=160)
    part = forms.ChoiceField(
        label=gettext_lazy("Its part"), choices=Organisation.Part.choices, widget=forms.RadioSelect
    )
    hints = {
        "part": {
            Organisation.Part.CONTROLLER: gettext_lazy("Decides why and how personal data are used."),
            Organisation.Part.HOST: gettext_lazy("Employs the team or holds the money."),
            Organisation.Part.DELIVERY: gettext_lazy("Delivers workshops or finds people."),
        }
    }
    submit_label = gettext_lazy("Add organisation")

    def clean_name(self) -> str:
        """Return the name with single spaces."""
        name = " ".join(str(self.cleaned_data["name"]).split())
        if not name:
            raise ValidationError(_("Enter an answer for “Name”."))
        return name
