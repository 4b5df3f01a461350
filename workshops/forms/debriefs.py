"""The debrief of a workshop."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cohorts.pairing.models import Pair
from common.forms import LTForm
from workshops.actions.debriefs import Clash, Wording
from workshops.models import DebriefSection

Kind = DebriefSection.Kind
HELP = {
    Kind.WENT_WELL: gettext_lazy("What would you do the same way again?"),
    Kind.CHANGE: gettext_lazy("What would you do another way next time?"),
    Kind.FOLLOW_UP: gettext_lazy("What should a coordinator do? They get a task when you have both agreed."),
}


@dataclass(frozen=True)
class SectionRow:
    """One part on the page: the field, who wrote it last, and where the other was first."""

    section: DebriefSection | None
    field: BoundField
    hidden: tuple[BoundField, ...]
    clash: Clash | None


class DebriefForm(LTForm):
    """Three parts, and a pair that needs attention; everything is saved together."""

    submit_label = gettext_lazy("Save the debrief")
    mark_optional = False

    def __init__(
        self,
        *args: Any,
        sections: Mapping[str, DebriefSection],
        pairs: Sequence[Pair],
        clashes: Mapping[str, Clash] | None = None,
        **kwargs: Any,
    ) -> None:
        self.sections, self.pairs, self.clashes = sections, {str(pair.pk): pair for pair in pairs}, clashes or {}
        super().__init__(*args, **kwargs)
        for kind in Kind:
            there = sections.get(kind)
            words = str(there.words or "") if there else ""
            self.fields[f"words_{kind}"] = forms.CharField(
                label=kind.label,
                required=False,
                max_length=5000,
                initial=words,
                widget=forms.Textarea(attrs={"rows": 6}),
                help_text=HELP[kind],
                error_messages={"max_length": _("Shorten “%(label)s” to 5,000 characters.") % {"label": kind.label}},
            )
            for name, value in (("seen", words), ("version", str(there.version if there else 0))):
                self.fields[f"{name}_{kind}"] = forms.CharField(
                    required=False, initial=value, widget=forms.HiddenInput, strip=False
                )
        named = [(key, f"{pair.lay.person} + {pair.professional.person}") for key, pair in self.pairs.items()]
        self.fields["pair"] = forms.ChoiceField(
            label=_("A pair that needs attention"), required=False, choices=[("", _("No pair")), *named]
        )
        self.fields["why"] = forms.CharField(
            label=_("Why"),
            required=False,
            max_length=1000,
            widget=forms.Textarea(attrs={"rows": 3}),
            help_text=_("The coordinators get a task. They, and the facilitators of this group, can read it."),
        )

    def lines(self) -> Iterator[SectionRow]:
        """Yield the parts for the page."""
        for kind in Kind:
            hidden = (self[f"seen_{kind}"], self[f"version_{kind}"])
            yield SectionRow(self.sections.get(kind), self[f"words_{kind}"], hidden, self.clashes.get(kind))

    def clean(self) -> dict[str, Any]:
        """Ask for both a pair and a reason, or neither."""
        cleaned = super().clean() or {}
        if cleaned.get("pair") and not cleaned.get("why"):
            self.add_error("why", _("Say why the pair needs attention."))
        if cleaned.get("why") and not cleaned.get("pair") and "pair" not in self.errors:
            self.add_error("pair", _("Choose the pair that needs attention."))
        return cleaned

    def wordings(self) -> list[Wording]:
        """Return every part as it was sent. Browsers send line ends in their own way."""
        typed = self.cleaned_data
        found = []
        for kind in Kind:
            version = typed[f"version_{kind}"]
            words, seen = (typed[f"{name}_{kind}"].replace("\r\n", "\n").strip() for name in ("words", "seen"))
            found.append(Wording(kind, words, seen, int(version) if version.isdecimal() else 0))
        return found

    def attention(self) -> dict[Pair, str]:
        """Return the pair that needs attention, with why."""
        typed = self.cleaned_data
        return {self.pairs[typed["pair"]]: typed["why"].replace("\r\n", "\n")} if typed.get("pair") else {}

    def again(self, sections: Mapping[str, DebriefSection], clashes: Sequence[Clash]) -> "DebriefForm":
        """Return a form over what is saved now, with my own words still in it where the other was first."""
        initial = {f"words_{clash.mine.kind}": clash.mine.words for clash in clashes}
        by_kind = {clash.mine.kind: clash for clash in clashes}
        return DebriefForm(sections=sections, pairs=list(self.pairs.values()), clashes=by_kind, initial=initial)
