"""The form of needs: a group of checkboxes for each kind, and a note under each that is ticked."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.forms import LTForm
from people.models import Need
from people.needs import KINDS, Category, NeedKind


def group_of(kind: NeedKind) -> str:
    """Return the name of the field in which a need is ticked."""
    return f"needs_{kind.category.value}"


def note_of(slug: str) -> str:
    """Return the name of the field of a need's note."""
    return f"note_{slug}"


class NeedsForm(LTForm):
    """Everything somebody needs, at once: what is not ticked is no longer needed."""

    submit_label = gettext_lazy("Save")
    mark_optional = False

    @classmethod
    def of(cls, standing: Iterable[Need], data: Any = None) -> "NeedsForm":
        """Return the form with the standing needs ticked, or with what was typed."""
        initial: dict[str, Any] = {}
        for need in standing:
            initial.setdefault(f"needs_{need.category}", []).append(need.slug)
            initial[note_of(need.slug)] = need.note or ""
        return cls(data, initial=initial)

    def wanted(self) -> dict[str, str]:
        """Return the ticked needs, each with its note; a note under a need that is not ticked counts for nothing."""
        return {
            kind.slug: self.cleaned_data[note_of(kind.slug)].strip()
            for kind in KINDS
            if kind.slug in self.cleaned_data[group_of(kind)]
        }

    def clean(self) -> None:
        """Ask what "Something else" is."""
        super().clean()
        if "other" in self.cleaned_data.get("needs_other", []) and not self.cleaned_data.get("note_other"):
            self.add_error("note_other", _("Write what else you need, or take the tick away."))


def _fields() -> Iterable[tuple[str, forms.Field]]:
    for category in Category:
        kinds = [kind for kind in KINDS if kind.category == category]
        yield (
            f"needs_{category.value}",
            forms.MultipleChoiceField(
                label=category.label,
                required=False,
                choices=[(kind.slug, kind.label) for kind in kinds],
                widget=forms.CheckboxSelectMultiple,
            ),
        )
        for kind in kinds:
            yield (
                note_of(kind.slug),
                forms.CharField(
                    label=format_lazy(gettext_lazy("More about “{need}”, if you like"), need=kind.label),
                    required=False,
                    max_length=300,
                ),
            )


NeedsForm.base_fields.update(_fields())
NeedsForm.reveals = {note_of(kind.slug): (group_of(kind), kind.slug) for kind in KINDS}
