"""Forms of tasks."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cohorts.models import Cohort, Programme, Task, TeamMembership
from cohorts.models.task_kinds import all_task_kinds
from cohorts.querysets import coordinators_of, programmes_of
from cohorts.reads import Pile, Whose, cohorts_coordinated, cohorts_named, colleagues_of, programmes_named
from common.choosing import NamedChoiceField, offer
from common.forms import DateField, LTForm, OncePostedForm
from people.finding import words_of
from people.models import Person
from people.querysets import PersonQuerySet

WHOSE = (
    ("", gettext_lazy("Everybody’s")),
    (Whose.MINE.value, gettext_lazy("Mine")),
    (Whose.NOBODYS.value, gettext_lazy("Nobody’s")),
)
WHEN = (
    ("", gettext_lazy("Any day")),
    ("overdue", gettext_lazy("Overdue")),
    ("week", gettext_lazy("In 7 days")),
)
# Before which day they are due, in days from today.
DAYS = {"overdue": 0, "week": 8}
STATES = (
    (Pile.TO_DO.value, gettext_lazy("To do")),
    (Pile.SNOOZED.value, gettext_lazy("Put off")),
    (Pile.CLOSED.value, gettext_lazy("Closed")),
)


class TaskFilterForm(LTForm):
    """The bar of filters over the tasks."""

    form_method = "get"
    form_class = "lt-filters"
    submit_label = gettext_lazy("Show")
    submit_class = "govuk-button--secondary"
    mark_optional = False

    whose = forms.ChoiceField(label=gettext_lazy("Whose"), required=False, choices=WHOSE)
    due = forms.ChoiceField(label=gettext_lazy("Due"), required=False, choices=WHEN)
    state = forms.ChoiceField(label=gettext_lazy("Which"), required=False, choices=STATES)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), required=False)
    cohort: NamedChoiceField[Cohort] = NamedChoiceField(
        label=gettext_lazy("Cohort"),
        queryset=Cohort.objects.none(),
        required=False,
        empty_label=gettext_lazy("Any"),
        key_is_enough=True,
    )
    words = forms.CharField(
        label=gettext_lazy("Name or words"), required=False, max_length=80, widget=forms.TextInput(attrs={"size": 14})
    )

    def __init__(self, *args: Any, coordinator: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cohort = self.fields["cohort"]
        offer(self, "kind", [("", _("Any")), *((one.slug, one.label) for one in all_task_kinds())])
        if isinstance(cohort, NamedChoiceField):
            cohort.offer(cohorts_coordinated(coordinator), cohorts_named(coordinator))

    def asked(self, *, on: date) -> dict[str, Any]:
        """Return what is asked of the list; a filter that makes no sense is left out."""
        self.is_valid()
        chosen = self.cleaned_data
        days = DAYS.get(chosen.get("due") or "")
        return {
            "on": on,
            "pile": Pile(chosen.get("state") or ""),
            "words": words_of(chosen.get("words") or ""),
            "whose": Whose(chosen["whose"]) if chosen.get("whose") else None,
            "before": None if days is None else on + timedelta(days=days),
            "kind": chosen.get("kind") or "",
            "cohort": chosen.get("cohort"),
        }


class _PersonChoice(forms.ModelChoiceField[Person]):
    def label_from_instance(self, obj: Person) -> str:
        return obj.full_name


class NewTaskForm(OncePostedForm):
    """A task that somebody adds by hand, about a person, a cohort or the programme as a whole."""

    submit_label = gettext_lazy("Add this task")

    title = forms.CharField(label=gettext_lazy("What is to be done?"), max_length=250)
    words = forms.CharField(
        label=gettext_lazy("More about it"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    programme: NamedChoiceField[Programme] = NamedChoiceField(
        label=gettext_lazy("Programme"), queryset=Programme.objects.none(), empty_label=None
    )
    cohort: NamedChoiceField[Cohort] = NamedChoiceField(
        label=gettext_lazy("Cohort"),
        queryset=Cohort.objects.none(),
        required=False,
        empty_label=gettext_lazy("No one cohort"),
    )
    due_on = DateField(label=gettext_lazy("By when?"), required=False)
    assigned_to: NamedChoiceField[Person] = NamedChoiceField(
        label=gettext_lazy("Who does it?"),
        queryset=Person.objects.none(),
        required=False,
        empty_label=gettext_lazy("Nobody yet"),
    )

    def __init__(self, *args: Any, by: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = programmes_of(by, (TeamMembership.Role.COORDINATOR,))
        colleagues = [(person.ref, person.full_name) for person in colleagues_of(by)]
        for name, rows, names in (
            ("programme", Programme.objects.filter(pk__in=mine), programmes_named(by)),
            ("cohort", Cohort.objects.filter(programme__in=mine), cohorts_named(by)),
            ("assigned_to", coordinators_of(mine), colleagues),
        ):
            field = self.fields[name]
            if isinstance(field, NamedChoiceField):
                field.offer(rows, names)

    def clean(self) -> dict[str, Any]:
        """Refuse a cohort of another programme, and somebody who does not coordinate this one."""
        cleaned = super().clean() or self.cleaned_data
        programme, cohort, who = (cleaned.get(name) for name in ("programme", "cohort", "assigned_to"))
        if programme and cohort and cohort.programme_id != programme.pk:
            self.add_error("cohort", _("Choose a cohort of this programme."))
        if programme and who and ("coordinator", programme.ref) not in who.team_now:
            self.add_error("assigned_to", _("%(name)s does not coordinate this programme.") % {"name": who})
        return cleaned


class DoneForm(LTForm):
    """The task is done; a word about it may help whoever looks later."""

    submit_label = gettext_lazy("Done")
    unmarked = frozenset({"words"})
    words = forms.CharField(label=gettext_lazy("What came of it, if it helps somebody"), required=False, max_length=250)


class DropForm(LTForm):
    """The task is not needed, and why."""

    submit_label = gettext_lazy("Not needed")
    submit_class = "govuk-button--secondary"
    words = forms.CharField(label=gettext_lazy("Why is it not needed?"), max_length=250)


class _MovingForm(LTForm):
    """A form over a task as the page showed it: who changes it second is told."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    submit_class = "govuk-button--secondary"

    @property
    def read_version(self) -> int:
        """The version that the page showed."""
        return int(self.cleaned_data.get("version") or 0)


class GiveForm(_MovingForm):
    """To whom a task goes, with a word about why."""

    submit_label = gettext_lazy("Hand over")
    to = _PersonChoice(
        label=gettext_lazy("Who does it?"),
        queryset=Person.objects.none(),
        required=False,
        empty_label=gettext_lazy("Nobody yet"),
        to_field_name="ref",
    )
    words = forms.CharField(
        label=gettext_lazy("Note for them"), required=False, max_length=250, widget=forms.Textarea(attrs={"rows": 2})
    )
    unmarked = frozenset({"to"})

    def __init__(self, *args: Any, task: Task, colleagues: PersonQuerySet, **kwargs: Any) -> None:
        first = {"to": task.assigned_to.ref if task.assigned_to else "", "version": task.version}
        super().__init__(*args, initial=first, **kwargs)
        field = self.fields["to"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = colleagues


class SnoozeForm(_MovingForm):
    """Until when a task is off the list."""

    submit_label = gettext_lazy("Put off")
    reveals = {"until": ("how_long", "day")}
    unmarked = frozenset({"until"})
    how_long = forms.ChoiceField(
        label=gettext_lazy("Until when?"),
        widget=forms.RadioSelect,
        choices=[
            ("1", gettext_lazy("Tomorrow")),
            ("7", gettext_lazy("In a week")),
            ("28", gettext_lazy("In four weeks")),
            ("day", gettext_lazy("Another day")),
        ],
    )
    until = DateField(label=gettext_lazy("Which day?"), required=False)

    def __init__(self, *args: Any, task: Task, today: date, **kwargs: Any) -> None:
        super().__init__(*args, initial={"version": task.version}, **kwargs)
        self.today = today

    def clean(self) -> dict[str, Any]:
        """Ask for the day where another day was chosen."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("how_long") == "day" and "until" not in self.errors and not cleaned.get("until"):
            self.add_error("until", _("Enter the day on which it comes back."))
        if cleaned.get("how_long") == "day" and cleaned.get("until") and cleaned["until"] <= self.today:
            self.add_error("until", _("Choose a day after today."))
        return cleaned

    @property
    def day(self) -> date:
        """The day that was chosen."""
        how_long = self.cleaned_data["how_long"]
        chosen: date = self.cleaned_data["until"] if how_long == "day" else self.today + timedelta(days=int(how_long))
        return chosen
