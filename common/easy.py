"""Easy words for a form: other labels and hints, the same fields and answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django import forms
from django.utils.functional import Promise

Text = str | Promise


@dataclass(frozen=True)
class EasyWords:
    """What a form says in Easy Read: a title, sentences with their pictures, and by field (label, hint)."""

    title: Text = ""
    lead: tuple[tuple[str, Text], ...] = ()
    fields: Mapping[str, tuple[Text, Text]] = field(default_factory=dict)


def ease(form: forms.BaseForm, words: EasyWords) -> None:
    """Give a form its easy words; fields that have none keep their ordinary ones.

    Before it is validated: Django keeps the words of a field from then on.
    """
    for name, (label, hint) in words.fields.items():
        if name in form.fields:
            form.fields[name].label, form.fields[name].help_text = str(label), str(hint)
