"""Forms of quotas and draws."""

from typing import Any

from crispy_forms.layout import Fieldset, Layout, Row
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cohorts.models import Cohort, Role
from cohorts.recruitment.characteristics import FOR_SELECTION
from cohorts.recruitment.models import Quota
from common.forms import DateField, LTForm
from people.models import Person
from people.querysets import PersonQuerySet

SMALL = {"class": "govuk-input--width-3"}


class TogetherForm(LTForm):
    """How cohorts are drawn together: everybody takes part who would join one of them."""

    way = forms.ChoiceField(
        label=gettext_lazy("How chance comes in"),
        choices=[
            ("system", gettext_lazy("At once, by the service")),
            ("public", gettext_lazy("As a ceremony, in front of witnesses")),
        ],
        widget=forms.RadioSelect,
    )
    reserves_each = forms.IntegerField(
        label=gettext_lazy("People on the reserve list, for each role"),
        min_value=0,
        max_value=200,
        widget=forms.NumberInput(attrs=SMALL),
        help_text=gettext_lazy("All others are told that they were not drawn."),
    )
    cap = forms.IntegerField(
        label=gettext_lazy("Nobody’s chance above, in percent"),
        min_value=1,
        max_value=100,
        required=False,
        widget=forms.NumberInput(attrs=SMALL),
        help_text=gettext_lazy(
            "Leave it empty for no limit. Where somebody is drawn for certain, a limit takes away the reason to say "
            "something untrue. It is kept with the draw."
        ),
    )
    hints = {
        "way": {
            "system": gettext_lazy(
                "One button. The service first chooses a secret number and binds itself to it, then computes and "
                "draws. Others must trust that it chose only once."
            ),
            "public": gettext_lazy(
                "The lottery is published first. Then you roll dice, or read lottery numbers of a day, and enter them. "
                "Anybody can check it."
            ),
        }
    }
    submit_label = gettext_lazy("Freeze and go on")

    @property
    def max_chance(self) -> float | None:
        """The limit on every chance as a share; None for no limit."""
        cap: int | None = self.cleaned_data["cap"]
        return None if cap is None else cap / 100


class DrawForm(TogetherForm):
    """How a cohort is drawn alone."""

    who = forms.ChoiceField(
        label=gettext_lazy("Who takes part"),
        choices=[
            ("first", gettext_lazy("Eligible people who put this cohort first")),
            ("everybody", gettext_lazy("All eligible people who would join this cohort")),
        ],
        initial="first",
        widget=forms.RadioSelect,
    )

    def layout(self) -> Layout:
        """Return the fields in the order in which one decides."""
        return Layout("way", "who", "reserves_each", "cap")


def value_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return every value a quota can name, in groups by category."""
    return [
        (str(one.name), [(f"{one.slug}:{value}", f"{one.name}: {label}") for value, label in one.values])
        for one in FOR_SELECTION
    ]


class ApprovalForm(LTForm):
    """Why a quota is lawful, who approved it, and when it is looked at again."""

    evidence = forms.CharField(
        label=gettext_lazy("Evidence"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("What shows that these people are heard too little here, and where that can be read."),
    )
    proportionality = forms.CharField(
        label=gettext_lazy("Why it is proportionate"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Why this number, and why nothing milder would do."),
    )
    approved_by: forms.ModelChoiceField[Person] = forms.ModelChoiceField(
        label=gettext_lazy("Approved by"), queryset=Person.objects.none(), empty_label=gettext_lazy("Choose a person")
    )
    approved_on = DateField(label=gettext_lazy("Approved on"))
    review_on = DateField(label=gettext_lazy("To be reviewed on"))
    submit_label = gettext_lazy("Approve quota")

    def __init__(self, *args: Any, approvers: PersonQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["approved_by"]
        if isinstance(choice, forms.ModelChoiceField):
            choice.queryset = approvers

    @staticmethod
    def initial_of(quota: Quota) -> dict[str, Any]:
        """Return the reasons to look at again; who approves and when is always asked anew."""
        return {"evidence": quota.evidence, "proportionality": quota.proportionality}

    def layout(self) -> Layout:
        """Return the fields in groups."""
        return Layout(
            Fieldset(_("Why"), "evidence", "proportionality"),
            Fieldset(_("Who approved it"), "approved_by", Row("approved_on", "review_on")),
        )

    def clean(self) -> dict[str, Any]:
        """Refuse a review before the approval."""
        cleaned = super().clean() or {}
        if cleaned.get("approved_on") and cleaned.get("review_on") and cleaned["review_on"] <= cleaned["approved_on"]:
            self.add_error("review_on", _("The review must be after the approval."))
        return cleaned


class QuotaForm(ApprovalForm):
    """A quota with the reasons that make it lawful."""

    about = forms.ChoiceField(label=gettext_lazy("People who said"), choices=value_choices)
    role = forms.ChoiceField(
        label=gettext_lazy("Among"), choices=[("", gettext_lazy("Both roles")), *Role.choices], required=False
    )
    minimum = forms.IntegerField(
        label=gettext_lazy("At least"), min_value=0, max_value=200, initial=0, widget=forms.NumberInput(attrs=SMALL)
    )
    maximum = forms.IntegerField(
        label=gettext_lazy("At most"), min_value=0, max_value=200, required=False, widget=forms.NumberInput(attrs=SMALL)
    )
    submit_label = gettext_lazy("Add quota")
    unmarked = {"role"}

    def __init__(self, *args: Any, cohort: Cohort, **kwargs: Any) -> None:
        self.cohort = cohort
        super().__init__(*args, **kwargs)

    def layout(self) -> Layout:
        """Return the fields in groups."""
        return Layout(
            Fieldset(_("How many"), Row("about", "role"), Row("minimum", "maximum")),
            Fieldset(_("Why"), "evidence", "proportionality"),
            Fieldset(_("Who approved it"), "approved_by", Row("approved_on", "review_on")),
        )

    def clean_about(self) -> tuple[str, str]:
        """Return category and value."""
        category, _colon, value = str(self.cleaned_data["about"]).partition(":")
        return category, value

    def clean_minimum(self) -> int:
        """Refuse more than the cohort has places."""
        least = int(self.cleaned_data["minimum"])
        if least > self.cohort.places:
            raise ValidationError(_("The cohort has %(count)d places in all."), params={"count": self.cohort.places})
        return least

    def clean(self) -> dict[str, Any]:
        """Refuse a quota that contradicts itself, asks for nothing or is there already."""
        cleaned = super().clean() or {}
        least, most = cleaned.get("minimum"), cleaned.get("maximum")
        if least is not None and most is not None and most < least:
            self.add_error("maximum", _("“At most” must not be below “At least”."))
        if least == 0 and most is None and "maximum" not in self.errors:
            self.add_error("minimum", _("Say how many at least, or how many at most."))
        self._refuse_second(cleaned)
        self._refuse_sum(cleaned)
        return cleaned

    def _refuse_sum(self, cleaned: dict[str, Any]) -> None:
        """Refuse minimums of one characteristic that add up to more than the places they are about."""
        if "about" not in cleaned or cleaned.get("minimum") is None:
            return
        category, role = cleaned["about"][0], cleaned.get("role") or ""
        others = Quota.objects.filter(cohort=self.cohort, category=category, role=role)
        least = sum(others.values_list("minimum", flat=True)) + cleaned["minimum"]
        places = self.cohort.pairs_wanted if role else self.cohort.places
        if least > places:
            sentence = _(
                "With the other quotas of this characteristic, at least %(least)d people are asked, but there are "
                "%(places)d places. Lower one of them."
            )
            self.add_error("minimum", sentence % {"least": least, "places": places})

    def _refuse_second(self, cleaned: dict[str, Any]) -> None:
        if "about" not in cleaned:
            return
        category, value = cleaned["about"]
        role = cleaned.get("role") or ""
        if Quota.objects.filter(cohort=self.cohort, category=category, value=value, role=role).exists():
            self.add_error("about", _("There is a quota for this already. Remove it first, or choose another."))

    def values(self) -> dict[str, Any]:
        """Return what goes into the row."""
        category, value = self.cleaned_data["about"]
        rest = {name: found for name, found in self.cleaned_data.items() if name != "about"}
        return {"category": category, "value": value, **rest}
