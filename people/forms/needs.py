"""The form of needs: a group of checkboxes for each kind, and a note under each that is ticked."""

import json
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


SEEN = "seen"


class NeedsForm(LTForm):
    """Everything somebody needs, at once: what is not ticked is no longer needed.

    The page carries what stood when it was made, so that what somebody else has written meanwhile is not undone.
    """

    submit_label = gettext_lazy("Save")
    mark_optional = False

    @classmethod
    def of(cls, standing: Iterable[Need], data: Any = None) -> "NeedsForm":
        """Return the form with the standing needs ticked, or with what was typed."""
        standing = list(standing)
        initial: dict[str, Any] = {SEEN: json.dumps({need.slug: need.note or "" for need in standing})}
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

    def seen(self) -> dict[str, str] | None:
        """Return the needs that the page showed, each with its note; None where the page does not say."""
        try:
            read = json.loads(self.cleaned_data[SEEN])
        except ValueError:
            return None
        return {str(slug): str(note) for slug, note in read.items()} if isinstance(read, dict) else None

    def clean(self) -> None:
        """Ask what "Something else" is."""
        super().clean()
        if "other" in self.cleaned_data.get("needs_other", []) and not self.cleaned_data.get("note_other"):
            self.add_error("note_other", _("Write what else you need, or take the tick away."))


def _fields() -> Iterable[tuple[str, forms.Field]]:
    yield SEEN, forms.CharField(required=False, widget=forms.HiddenInput)
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
