"""Forms of case studies: what coordinators write, and what people say to it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from cohorts.forms.versions import VersionedForm
from common.easy import EasyWords
from common.forms import LTForm
from common.words import say_number
from people.models import Person
from people.models.support import AgreedVia
from projects.models import CaseStudy, Project
from projects.pictures import MOST_MB, UnreadablePictureError, redrawn

YES, NO = "yes", "no"
MEGABYTE = 1024 * 1024
# Staff write down what they were told; on this website people say it themselves.
TOLD_BY = [pair for pair in AgreedVia.choices if pair[0] != AgreedVia.WEB]


class CaseStudyForm(VersionedForm):
    """The words of a case study."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=160)
    text = forms.CharField(
        label=gettext_lazy("Text"),
        help_text=gettext_lazy("Leave a line empty between paragraphs. What people say about it is added as quotes."),
        max_length=20000,
        widget=forms.Textarea(attrs={"rows": 16}),
    )
    submit_label = gettext_lazy("Save")

    @staticmethod
    def initial_of(study: CaseStudy) -> dict[str, Any]:
        """Return what the form shows for a case study."""
        return {"title": study.title, "text": study.text, "version": study.version}

    @staticmethod
    def initial_from(project: Project) -> dict[str, Any]:
        """Return what a pair has written about its project, as a beginning."""
        parts = (project.challenge, project.who_is_affected, project.idea, project.aim, project.outcomes)
        return {"title": project.title, "text": "\n\n".join(part.strip() for part in parts if part.strip())}


class _PersonForm(LTForm):
    """Somebody who is in a case study, chosen among those whom it can name."""

    person: "forms.ModelChoiceField[Person]" = forms.ModelChoiceField(
        queryset=Person.objects.none(),
        to_field_name="ref",
        label=gettext_lazy("Who"),
        empty_label=gettext_lazy("Choose somebody"),
    )

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people  # type: ignore[attr-defined]


class QuoteForm(_PersonForm):
    """What somebody says, and how they are named beside it."""

    words = forms.CharField(
        label=gettext_lazy("What they say"),
        help_text=gettext_lazy("In their own words, without quotation marks."),
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    shown_as = forms.CharField(
        label=gettext_lazy("Shown as"),
        help_text=gettext_lazy("For example “Mair, lay partner”, or “A ward manager” where they do not want a name."),
        max_length=80,
    )
    submit_label = gettext_lazy("Add this quote")


class AppearanceForm(_PersonForm):
    """Somebody in the picture, or named in the text."""

    submit_label = gettext_lazy("Add this person")


class PictureForm(LTForm):
    """A picture, and in words what it shows."""

    picture = forms.FileField(
        label=gettext_lazy("Picture"),
        help_text=gettext_lazy("JPEG, PNG or WebP, at most 10 MB. We make it smaller, and remove where it was taken."),
        required=False,
    )
    picture_alt = forms.CharField(
        label=gettext_lazy("What the picture shows"),
        help_text=gettext_lazy("For people who do not see it: who is where, and does what. One or two sentences."),
        max_length=250,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    mark_optional = False
    submit_label = gettext_lazy("Save")

    def __init__(self, *args: Any, study: CaseStudy, **kwargs: Any) -> None:
        super().__init__(*args, initial={"picture_alt": study.picture_alt}, **kwargs)
        self.fields["picture"].required = not study.picture
        if study.picture:
            self.fields["picture"].label = gettext_lazy("Another picture, in place of this one")

    def clean_picture(self) -> bytes | None:
        """Return the picture drawn anew, or None where the old one stays."""
        file = self.cleaned_data.get("picture")
        if not file:
            return None
        if file.size > MOST_MB * MEGABYTE:
            sentence = gettext_lazy("This file has %(size)s MB. A picture may have %(most)s MB.")
            size = say_number(-(-file.size // MEGABYTE))
            raise forms.ValidationError(sentence % {"size": size, "most": say_number(MOST_MB)})
        try:
            return redrawn(file)
        except UnreadablePictureError as error:
            raise forms.ValidationError(str(error)) from error


class AnswerForm(LTForm):
    """What somebody says to a case study that they are in."""

    answer = forms.ChoiceField(
        label=gettext_lazy("Do you agree that everybody can read this?"),
        choices=[
            (YES, gettext_lazy("Yes, I agree to every word")),
            (NO, gettext_lazy("No, I do not agree")),
        ],
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=gettext_lazy("What should be different?"),
        help_text=gettext_lazy("You need not give a reason. Only coordinators see it."),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    text_version = forms.IntegerField(widget=forms.HiddenInput)
    reveals = {"words": ("answer", NO)}
    submit_label = gettext_lazy("Send my answer")

    @property
    def agrees(self) -> bool:
        """Whether they agree."""
        return bool(self.cleaned_data["answer"] == YES)


class SaidForm(AnswerForm):
    """The same, as somebody told it to staff."""

    via = forms.ChoiceField(label=gettext_lazy("How did they tell you?"), choices=TOLD_BY, widget=forms.RadioSelect)
    submit_label = gettext_lazy("Save")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answer"].label = gettext_lazy("Do they agree that everybody can read this?")
        self.fields["answer"].choices = [  # type: ignore[attr-defined]
            (YES, gettext_lazy("Yes, to every word")),
            (NO, gettext_lazy("No")),
        ]
        self.fields["words"].help_text = gettext_lazy("In their words. They need not give a reason.")


EASY_ANSWER = EasyWords(
    title=gettext_lazy("May we show this?"),
    lead=(
        ("pen", gettext_lazy("We wrote about your project.")),
        ("person", gettext_lazy("You are in it.")),
        ("lots", gettext_lazy("We want everybody to read it.")),
        ("question", gettext_lazy("You choose if we may show it.")),
        ("people", gettext_lazy("We show it only if all people in it say yes.")),
    ),
    fields={
        "answer": (gettext_lazy("May we show it to everybody?"), ""),
        "words": (gettext_lazy("What do you want us to change?"), gettext_lazy("You do not have to tell us.")),
    },
)
