"""Forms of the coordinator's list of applicants."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cohorts.models import Cohort, ContactNote, Role
from cohorts.recruitment.applicant_list import Asked, Order, cohort_names_of, cohorts_of
from cohorts.recruitment.models import Application
from cohorts.recruitment.querysets import ApplicationQuerySet
from common.choosing import NamedChoiceField
from common.forms import LTForm
from people.models import Person

ANY = gettext_lazy("Any")
# So many are decided in one go at most: each is locked, audited and perhaps told.
BULK_MOST = 1000


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
    sort = forms.ChoiceField(
        choices=[(one.value, one.value) for one in Order], required=False, widget=forms.HiddenInput
    )

    form_method = "get"
    form_class = "lt-filters"
    submit_label = gettext_lazy("Show")
    submit_class = "govuk-button--secondary"
    mark_optional = False

    def __init__(self, *args: Any, coordinator: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["cohort"]
        states = self.fields["state"]
        if isinstance(choice, NamedChoiceField):
            choice.offer(cohorts_of(coordinator), cohort_names_of(coordinator))
        if isinstance(states, forms.ChoiceField):
            states.choices = [("", ANY), *(pair for pair in Application.State.choices if pair[0] != "draft")]

    @property
    def chosen(self) -> dict[str, Any]:
        """What was chosen and can be understood; a filter that makes no sense is left out."""
        self.is_valid()
        return self.cleaned_data

    @property
    def asked(self) -> Asked:
        """What is asked of the list."""
        chosen = self.chosen
        return Asked(
            cohort=chosen.get("cohort"),
            role=Role(chosen["role"]) if chosen.get("role") else None,
            state=Application.State(chosen["state"]) if chosen.get("state") else None,
            source=Application.Source(chosen["source"]) if chosen.get("source") else None,
            needs=chosen["needs"] == "yes" if chosen.get("needs") else None,
            duplicates=chosen.get("duplicates", False),
            blanks=chosen.get("blanks", False),
            words=chosen.get("words", ""),
        )

    @property
    def order(self) -> Order:
        """The order of the rows; by distance only where a cohort is chosen."""
        order = Order(self.chosen.get("sort") or Order.NEWEST)
        far = order in {Order.NEAREST, Order.FARTHEST}
        return Order.NEWEST if far and self.chosen.get("cohort") is None else order


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
        return self.meant in {self.PAGE, self.EVERY} or self.lacks_reason

    @property
    def lacks_reason(self) -> bool:
        """Whether only the reason is wrong: it is asked for on a page that keeps who is meant."""
        return set(self.errors) == {"reason"}

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
