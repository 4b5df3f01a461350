"""What is arranged for one thing that people need at a workshop."""

from typing import Any

from crispy_forms.layout import Layout, Row
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cohorts.forms.versions import VersionedForm
from cohorts.models import Programme, TeamMembership
from common.forms import LTForm, MoneyField
from people.models import Person
from workshops.actions.provisions import Booked
from workshops.models import Provision
from workshops.reads import Shown, Who

TEAM = (TeamMembership.Role.COORDINATOR, TeamMembership.Role.FACILITATOR)


class ThingForm(VersionedForm):
    """Who arranges it, what is booked, what it costs, and whether it is done."""

    responsible = forms.ModelChoiceField(
        label=gettext_lazy("Who arranges it"),
        queryset=Person.objects.none(),
        required=False,
        empty_label=gettext_lazy("Not settled yet"),
    )
    supplier = forms.CharField(
        label=gettext_lazy("Supplier"),
        required=False,
        max_length=160,
        help_text=gettext_lazy("With a phone number, so that anybody can cancel it."),
    )
    booked = forms.CharField(
        label=gettext_lazy("What is booked"),
        required=False,
        max_length=250,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("The people who need it read this under “My dates”. Write no names here."),
    )
    cost = MoneyField(
        label=gettext_lazy("Cost in pounds"),
        required=False,
        min_value=0,
        max_digits=8,
        decimal_places=2,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-5"}),
    )
    done = forms.BooleanField(label=gettext_lazy("It is arranged"), required=False)
    submit_label = gettext_lazy("Save")
    mark_optional = False

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        members = TeamMembership.objects.current().filter(programme=programme, role__in=TEAM)
        chosen = self.fields["responsible"]
        assert isinstance(chosen, forms.ModelChoiceField)  # noqa: S101 - for the type checker
        chosen.queryset = Person.objects.filter(pk__in=members.values("person"))

    def layout(self) -> Layout:
        """Return who and what, then what it costs."""
        return Layout("version", "responsible", Row("supplier", "cost"), "booked", "done")

    @staticmethod
    def initial_of(provision: Provision) -> dict[str, Any]:
        """Return what the form shows for a thing."""
        names = ("responsible", "supplier", "booked", "cost", "version")
        return {name: getattr(provision, name) for name in names} | {"done": provision.is_done}

    def booking(self) -> Booked:
        """Return what was typed."""
        return Booked(**self.values())


SHOWN = (
    (Shown.TO_DO.value, gettext_lazy("To do")),
    (Shown.LATE.value, gettext_lazy("Overdue")),
    (Shown.DONE.value, gettext_lazy("Arranged")),
    (Shown.ALL.value, gettext_lazy("Everything")),
)


class ThingsFilter(LTForm):
    """The bar of filters over everything to arrange."""

    form_method = "get"
    form_class = "lt-filters"
    submit_label = gettext_lazy("Show")
    submit_class = "govuk-button--secondary"
    mark_optional = False

    show = forms.ChoiceField(label=gettext_lazy("Which"), required=False, choices=SHOWN)
    who = forms.ChoiceField(label=gettext_lazy("Who arranges it"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        who = self.fields["who"]
        assert isinstance(who, forms.ChoiceField)  # noqa: S101 - for the type checker
        who.choices = [("", _("Anybody")), (Who.ME.value, _("I do")), (Who.NOBODY.value, _("Not settled yet"))]

    def asked(self) -> dict[str, Any]:
        """Return what is asked of the list; where a filter makes no sense, what is to be done."""
        chosen = self.cleaned_data if self.is_valid() else {}
        who = chosen.get("who")
        return {"shown": Shown(chosen.get("show") or ""), "who": Who(who) if who else None}
