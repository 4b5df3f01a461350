"""Forms of the coordinator's list of applicants."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cohorts.models import Cohort, ContactNote, Role
from cohorts.querysets import CohortQuerySet
from cohorts.recruitment.models import Application
from cohorts.recruitment.querysets import ApplicationQuerySet
from common.choosing import NamedChoiceField
from common.forms import LTForm

ANY = gettext_lazy("Any")
# So many are decided in one go at most: each is locked, audited and perhaps told.
BULK_MOST = 1000
SORTS = {
    "-sent": ("-submitted_at", "-pk"),
    "sent": ("submitted_at", "pk"),
    "name": ("person__family_name", "person__given_name", "pk"),
    "-name": ("-person__family_name", "-person__given_name", "-pk"),
    "state": ("state", "-submitted_at", "-pk"),
    "-state": ("-state", "-submitted_at", "-pk"),
    "distance": ("distance_km", "pk"),
    "-distance": ("-distance_km", "-pk"),
}


class FilterForm(LTForm):
    """What to show of the applications; every field may be left as it is."""

    cohort: NamedChoiceField[Cohort] = NamedChoiceField(
        label=gettext_lazy("Cohort"),
        queryset=Cohort.objects.none(),
        required=False,
        empty_label=ANY,
    )
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=[("", ANY), *Role.choices], required=False)
    state = forms.ChoiceField(label=gettext_lazy("State"), required=False)
    source = forms.ChoiceField(
        label=gettext_lazy("Came by"), choices=[("", ANY), *Application.Source.choices], required=False
    )
    needs = forms.ChoiceField(
        label=gettext_lazy("Needs"),
        choices=[("", ANY), ("yes", gettext_lazy("Something to arrange")), ("no", gettext_lazy("Nothing said"))],
        required=False,
    )
    words = forms.CharField(label=gettext_lazy("Name, place or number"), required=False, max_length=100)
    duplicates = forms.BooleanField(label=gettext_lazy("Possible duplicates only"), required=False)
    blanks = forms.BooleanField(label=gettext_lazy("Still something to ask"), required=False)
    sort = forms.ChoiceField(choices=[(name, name) for name in SORTS], required=False, widget=forms.HiddenInput)

    form_method = "get"
    form_class = "lt-filters"
    submit_label = gettext_lazy("Show")
    submit_class = "govuk-button--secondary"
    mark_optional = False

    def __init__(self, *args: Any, cohorts: CohortQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["cohort"]
        states = self.fields["state"]
        if isinstance(choice, forms.ModelChoiceField):
            choice.queryset = cohorts
        if isinstance(states, forms.ChoiceField):
            states.choices = [("", ANY), *(pair for pair in Application.State.choices if pair[0] != "draft")]

    @property
    def chosen(self) -> dict[str, Any]:
        """What was chosen and can be understood; a filter that makes no sense is left out."""
        self.is_valid()
        return self.cleaned_data

    @property
    def chosen_cohort(self) -> Cohort | None:
        """The cohort to which distances are shown."""
        return self.chosen.get("cohort")

    def narrow(self, found: ApplicationQuerySet, *, with_state: bool = True) -> ApplicationQuerySet:
        """Return the applications that the filters leave; the counts by state leave the state out."""
        chosen = self.chosen
        if self.chosen_cohort is not None:
            found = found.naming(self.chosen_cohort)
        for name in ("role", "source"):
            if chosen.get(name):
                found = found.filter(**{name: chosen[name]})
        if with_state and chosen.get("state"):
            found = found.filter(state=chosen["state"])
        if chosen.get("needs"):
            found = found.needing_something(chosen["needs"] == "yes")
        if chosen.get("duplicates"):
            found = found.possible_duplicates()
        if chosen.get("blanks"):
            found = found.with_blanks()
        return found.matching(chosen.get("words") or "")

    def order(self) -> tuple[str, ...]:
        """Return the order of the rows; by distance only where a cohort is chosen."""
        sort = self.chosen.get("sort") or "-sent"
        return SORTS["-sent"] if "distance" in sort and self.chosen_cohort is None else SORTS[sort]


class DecideForm(LTForm):
    """The decision about one application."""

    decision = forms.ChoiceField(
        label=gettext_lazy("Decision"),
        choices=[("eligible", gettext_lazy("Eligible")), ("not_eligible", gettext_lazy("Not eligible"))],
        widget=forms.RadioSelect(attrs={"class": "govuk-radios--small"}),
    )
    reason = forms.CharField(
        label=gettext_lazy("Why not"),
        required=False,
        max_length=250,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("The person reads this. Write one plain sentence to them."),
    )
    reveals = {"reason": ("decision", "not_eligible")}
    submit_label = gettext_lazy("Save decision")

    def clean(self) -> dict[str, Any]:
        """Ask for a reason where the answer is no."""
        cleaned = super().clean() or {}
        if cleaned.get("decision") == "not_eligible" and not (cleaned.get("reason") or "").strip():
            self.add_error("reason", _("Say why, so that the person can be told."))
        return cleaned


class BulkForm(LTForm):
    """The same decision about many applications: the ticked ones, all of a page, or all that the filter leaves.

    The last two are shown with their number first; what was shown comes back as `refs`, so that exactly those are
    decided, whatever has come in since.
    """

    TICKED, PAGE, EVERY, SHOWN = "ticked", "page", "every", "shown"

    chosen: forms.ModelMultipleChoiceField[Application] = forms.ModelMultipleChoiceField(
        queryset=Application.objects.none(), to_field_name="ref", required=False
    )
    which = forms.ChoiceField(choices=[(one, one) for one in (TICKED, PAGE, EVERY, SHOWN)], required=False)
    refs = forms.CharField(required=False, max_length=BULK_MOST * 9)
    decision = forms.ChoiceField(choices=[("eligible", ""), ("not_eligible", "")])
    reason = forms.CharField(required=False, max_length=250)

    def __init__(self, *args: Any, applications: ApplicationQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.applications = applications
        choice = self.fields["chosen"]
        if isinstance(choice, forms.ModelMultipleChoiceField):
            choice.queryset = applications

    def clean(self) -> dict[str, Any]:
        """Ask for ticks where the ticked ones are meant, and for a reason where the answer is no."""
        cleaned = super().clean() or {}
        if self.meant == self.TICKED and not cleaned.get("chosen"):
            self.add_error("chosen", _("Tick the applications first. Or choose all of them."))
        if cleaned.get("decision") == "not_eligible" and not (cleaned.get("reason") or "").strip():
            self.add_error("reason", _("Say why, so that the person can be told."))
        return cleaned

    @property
    def meant(self) -> str:
        """Which applications are meant; the ticked ones where nothing else is said."""
        return self.cleaned_data.get("which") or self.TICKED

    @property
    def asks_first(self) -> bool:
        """Whether the number is shown before anything is done."""
        return self.meant in {self.PAGE, self.EVERY}

    def wanted(self, filtered: ApplicationQuerySet) -> ApplicationQuerySet:
        """Return the applications that are meant; `filtered` is what the filter of the list leaves."""
        if self.meant == self.EVERY:
            return filtered
        if self.meant == self.TICKED:
            return self.applications.filter(pk__in=[one.pk for one in self.cleaned_data["chosen"]])
        return self.applications.filter(ref__in=self.cleaned_data["refs"].split())

    def problem(self) -> str:
        """Return one sentence that says what to do."""
        told = [str(error) for name in ("chosen", "reason") for error in self.errors.get(name, [])]
        return told[0] if told else _("Choose what to do with the ticked applications.")


class WithdrawForm(LTForm):
    """That somebody takes their application back, and by which way they said it."""

    submit_label = gettext_lazy("Withdraw the application")
    submit_class = "govuk-button--warning"

    how = forms.ChoiceField(
        label=gettext_lazy("How did they tell us?"), choices=ContactNote.Kind.choices, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=gettext_lazy("What did they say?"),
        required=False,
        max_length=1000,
        help_text=gettext_lazy("They do not have to give a reason."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class DuplicateForm(LTForm):
    """Whether a possible duplicate is the known person."""

    answer = forms.ChoiceField(choices=[("same", ""), ("different", "")])
