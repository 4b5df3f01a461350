"""Forms of the call sheet."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cohorts.models import Cohort
from cohorts.recruitment.applicant_list import cohort_names_of, cohorts_of
from common.choosing import NamedChoiceField
from common.forms import LTForm
from leadingtogether.due import Due
from messaging.forms import CallForm
from messaging.models import Call
from people.models import Person

WHEN = (("", gettext_lazy("Now")), ("later", gettext_lazy("Put off to a later day")))
ABOUT = (
    ("", gettext_lazy("Anything")),
    ("message", gettext_lazy("Messages to say")),
    ("offer", gettext_lazy("Offers")),
    ("survey", gettext_lazy("Surveys")),
    ("pulse", gettext_lazy("How it goes in a pair")),
    ("task", gettext_lazy("Tasks")),
)


class SheetFilterForm(LTForm):
    """The bar of filters over the call sheet."""

    form_method = "get"
    form_class = "lt-filters"
    submit_label = gettext_lazy("Show")
    submit_class = "govuk-button--secondary"
    mark_optional = False

    about = forms.ChoiceField(label=gettext_lazy("About"), required=False, choices=ABOUT)
    when = forms.ChoiceField(label=gettext_lazy("When"), required=False, choices=WHEN)
    cohort: NamedChoiceField[Cohort] = NamedChoiceField(
        label=gettext_lazy("Cohort"),
        queryset=Cohort.objects.none(),
        required=False,
        empty_label=gettext_lazy("Any"),
        key_is_enough=True,
    )

    def __init__(self, *args: Any, coordinator: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cohort = self.fields["cohort"]
        if isinstance(cohort, NamedChoiceField):
            cohort.offer(cohorts_of(coordinator), cohort_names_of(coordinator))


class WholeCallForm(CallForm):
    """What came of a call: what was said, and which tasks it settled."""

    reveals = {**CallForm.reveals, "tasks": ("outcome", Call.Outcome.REACHED)}
    unmarked = {"said", "tasks"}

    tasks = forms.MultipleChoiceField(
        label=gettext_lazy("Which tasks are done with it?"), required=False, widget=forms.CheckboxSelectMultiple
    )
    field_order = ("outcome", "said", "tasks", "again_on", "note")

    def __init__(self, *args: Any, due: Iterable[Due], **kwargs: Any) -> None:
        rows = list(due)
        super().__init__(*args, messages=[(one.ref, one.title) for one in rows if one.what == "message"], **kwargs)
        choices = [(one.ref, one.title) for one in rows if one.what == "task"]
        tasks = self.fields["tasks"]
        if not choices:
            del self.fields["tasks"]
        elif isinstance(tasks, forms.MultipleChoiceField):
            tasks.choices = choices

    def clean(self) -> dict[str, Any]:
        """A call that said nothing, asked nothing and settled nothing needs a word about what it was for."""
        cleaned = super().clean()
        reached = cleaned.get("outcome") == Call.Outcome.REACHED
        if reached and "said" not in self.fields and not self._told(cleaned) and not cleaned.get("note"):
            self.add_error("note", _("Write what the call was about."))
        return cleaned

    def _told(self, cleaned: dict[str, Any]) -> bool:
        """Whether the call was for something: words that were said, or tasks that it settled."""
        return bool(cleaned.get("said") or cleaned.get("tasks"))

    @property
    def answers(self) -> dict[str, Any]:
        """Return what goes into the action."""
        names = ("outcome", "note", "again_on", "submission_id")
        lists = {"said": self.cleaned_data.get("said") or [], "tasks": self.cleaned_data.get("tasks") or []}
        return {name: self.cleaned_data[name] for name in names} | lists
