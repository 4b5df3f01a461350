"""Forms of a project."""

from typing import Any

from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cohorts.forms.versions import VersionedForm
from common.choosing import offer
from common.forms import DateField, LTForm, OncePostedForm
from projects.models import Project

FIELDS = (
    "title",
    "challenge",
    "who_is_affected",
    "idea",
    "aim",
    "measures",
    "lay_part",
    "professional_part",
    "outcomes",
)


def _text(label: Any, hint: Any = "", rows: int = 3) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=hint, required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": rows})
    )


class ProjectForm(VersionedForm):
    """What a pair writes about its project. Nothing is required: it grows."""

    title = forms.CharField(label=gettext_lazy("Title"), required=False, max_length=160)
    challenge = _text(gettext_lazy("The challenge"), gettext_lazy("What is not good now?"))
    who_is_affected = _text(gettext_lazy("Who is affected"), gettext_lazy("Who has this problem? How many are they?"))
    idea = _text(gettext_lazy("Your idea"), gettext_lazy("What do you want to try?"))
    aim = _text(gettext_lazy("Your aim"), gettext_lazy("What will be better, for whom, and by when?"))
    measures = _text(gettext_lazy("How you will know that it works"), gettext_lazy("What will you count or ask?"))
    lay_part = _text(gettext_lazy("What the lay partner does"), rows=2)
    professional_part = _text(gettext_lazy("What the professional partner does"), rows=2)
    outcomes = _text(gettext_lazy("What came of it"), gettext_lazy("Write this when there is something to say."))
    submit_label = gettext_lazy("Save")
    mark_optional = False

    @staticmethod
    def initial_of(project: Project) -> dict[str, Any]:
        """Return what the form shows for a project."""
        return {name: getattr(project, name) for name in (*FIELDS, "version")}

    def layout(self) -> Layout:
        """Return the fields in the order in which a project grows."""
        return Layout(
            "version",
            "title",
            Fieldset(_("What it is about"), "challenge", "who_is_affected"),
            Fieldset(_("What you want to do"), "idea", "aim", "measures"),
            Fieldset(_("Who does what"), "lay_part", "professional_part"),
            Fieldset(_("Results"), "outcomes"),
        )


class UpdateForm(OncePostedForm):
    """News of a project."""

    words = forms.CharField(
        label=gettext_lazy("What is new?"),
        help_text=gettext_lazy("What did you do? What did you learn? What comes next?"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    submit_label = gettext_lazy("Add this")


class StatusForm(LTForm):
    """How far a project is."""

    to = forms.ChoiceField(label=gettext_lazy("How far is the project?"))
    submit_label = gettext_lazy("Change")

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        here = (project.status, project.get_status_display())
        self.fields["to"].choices = [here, *project.may_become()]  # type: ignore[attr-defined]
        self.initial.setdefault("to", project.status)


class MilestoneForm(LTForm):
    """A step that a pair sets itself."""

    title = forms.CharField(label=gettext_lazy("Next step"), max_length=160)
    due_on = DateField(label=gettext_lazy("By when"), required=False)
    submit_label = gettext_lazy("Add this step")


class FilterForm(LTForm):
    """What the list of projects shows."""

    cohort = forms.ChoiceField(label=gettext_lazy("Cohort"), required=False)
    status = forms.ChoiceField(
        label=gettext_lazy("Status"),
        required=False,
        choices=[("", gettext_lazy("All")), *Project.Status.choices, ("quiet", gettext_lazy("Quiet for 3 weeks"))],
    )
    submit_label = gettext_lazy("Show")
    form_method = "get"
    form_class = "lt-filters"
    submit_class = "govuk-button--secondary"
    mark_optional = False

    def __init__(self, *args: Any, cohorts: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "cohort", [("", _("All")), *cohorts])
