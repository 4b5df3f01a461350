"""The last pages of the application: what helps, what may be used, and what is agreed to."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cohorts.recruitment.characteristics import FOR_SELECTION
from cohorts.recruitment.forms.apply_base import ApplyForm, Boxes, LongText, Radios
from cohorts.recruitment.models import OutreachLink
from cohorts.recruitment.topics import HEARD_FROM
from common.refs import clean_ref
from people import needs
from people.consent_texts import CURRENT
from people.models import Consent

YES = "yes"
YES_NO = ((YES, gettext_lazy("Yes")), ("no", gettext_lazy("No")))


def words_of(purpose: str) -> Any:
    """Return the words of a consent, translated when they are shown."""
    return CURRENT[purpose].text


class NeedsPage(ApplyForm):
    """What helps: by group, from the shipped list, never why."""

    title = gettext_lazy("What helps you to take part?")
    blank_on_paper = ("supporter_comes",)
    lead = (
        gettext_lazy("Tell us what helps, not why. We do not ask about your health."),
        gettext_lazy("What you need never lowers your chance of a place. Tick all that you want, or none."),
    )
    short = {
        "note": gettext_lazy("Also"),
        "supporter_comes": gettext_lazy("Somebody comes with me"),
        "sharing": gettext_lazy("You may tell the venue and the facilitators what I need"),
    }
    NOTE_SLUG: ClassVar[str] = "other"
    # What most people need comes first.
    GROUPS: ClassVar[dict[needs.Category, Any]] = {
        needs.Category.ENVIRONMENT: gettext_lazy("Getting in and around"),
        needs.Category.DIETARY: gettext_lazy("Food and drink"),
        needs.Category.COMMUNICATION_SUPPORT: gettext_lazy("When we talk together"),
        needs.Category.COMMUNICATION_PROFESSIONAL: gettext_lazy("Somebody who helps us to understand each other"),
        needs.Category.INFORMATION_FORMAT: gettext_lazy("How we write to you"),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        first = {
            category.value: Boxes(
                label=legend,
                choices=[(kind.slug, kind.label) for kind in needs.KINDS if kind.category == category],
                required=False,
            )
            for category, legend in self.GROUPS.items()
        }
        self.fields = {**first, **self.fields}

    note = LongText(label=gettext_lazy("Is there anything else that helps?"), rows=3, max_length=500, required=False)
    supporter_comes = Radios(
        label=gettext_lazy("Will somebody come with you to help you?"),
        choices=YES_NO,
        error_messages={"required": gettext_lazy("Choose whether somebody comes with you.")},
        help_text=gettext_lazy("For example a carer, a personal assistant or an interpreter. We pay their travel too."),
    )
    sharing = forms.BooleanField(label=words_of(Consent.Purpose.SHARING_NEEDS), required=False)

    def clean(self) -> dict[str, Any]:
        """Collect the slugs of all groups under `slugs`; words of one's own are the need "something else"."""
        cleaned = super().clean() or {}
        slugs = [slug for category in needs.Category for slug in cleaned.get(category.value, [])]
        cleaned["slugs"] = [*slugs, self.NOTE_SLUG] if cleaned.get("note") else slugs
        return cleaned


class SelectionPage(ApplyForm):
    """Characteristics for the draw: the purpose is said, consent is asked, and nothing needs an answer."""

    title = gettext_lazy("May we use some facts about you in the draw?")
    lead_template = "cohorts/recruitment/apply/_selection.html"
    consent = Radios(
        label=gettext_lazy("Your choice"),
        error_messages={"required": gettext_lazy("Choose whether we may use these facts in the draw.")},
        choices=(
            (YES, words_of(Consent.Purpose.SELECTION)),
            ("no", gettext_lazy("No, do not ask me these questions")),
        ),
    )
    reveals = {one.slug: ("consent", YES) for one in FOR_SELECTION}
    short = {"consent": gettext_lazy("My choice")} | {one.slug: one.name for one in FOR_SELECTION}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in FOR_SELECTION:
            self.fields[one.slug] = forms.ChoiceField(
                label=str(one.question), help_text=str(one.hint), choices=one.choices, required=False
            )

    def clean(self) -> dict[str, Any]:
        """Without consent nothing is kept."""
        cleaned = super().clean() or {}
        agreed = cleaned.get("consent") == YES
        cleaned["values"] = {one.slug: cleaned.get(one.slug, "") for one in FOR_SELECTION} if agreed else {}
        return cleaned


class HeardPage(ApplyForm):
    """How the applicant heard of the programme."""

    title = gettext_lazy("How did you hear about us?")
    page_heading = "heard"
    reveals = {"where": ("heard", "other")}
    unmarked = {"heard"}
    heard = Radios(
        label=title, choices=HEARD_FROM, required=False, help_text=gettext_lazy("You do not have to answer.")
    )
    where = forms.CharField(label=gettext_lazy("Where was it?"), max_length=50, required=False)
    code = forms.CharField(
        label=gettext_lazy("Is there a code on the leaflet or poster?"),
        max_length=20,
        required=False,
        help_text=gettext_lazy("5 letters and numbers. Leave it empty if you have none."),
        widget=forms.TextInput(attrs={"class": "govuk-input--width-5", "autocapitalize": "characters"}),
    )
    short = {"code": gettext_lazy("Code of the leaflet")}

    def clean_code(self) -> str:
        """Return the code as it is printed; the row that it belongs to is `link` in the cleaned data."""
        code = clean_ref(self.cleaned_data["code"])
        self.cleaned_data["link"] = None
        if code:
            found = OutreachLink.objects.of_programme(self.so_far.programme, code).values_list("pk", flat=True).first()
            if found is None:
                raise ValidationError(_("We do not know this code. Check it, or leave it empty."))
            self.cleaned_data["link"] = found
        return code

    def as_read(self, name: str, typed: str) -> str:
        """Return the code as we read it."""
        return clean_ref(typed) if name == "code" else typed


class ConsentsPage(ApplyForm):
    """The two agreements that are asked of an applicant; publicity is asked much later, if ever."""

    title = gettext_lazy("Two questions about the surveys")
    lead = (
        gettext_lazy(
            "You can say no to both. It does not change your chance of a place, and you can change your mind later."
        ),
    )
    short = {
        "evaluation": gettext_lazy("Evaluators may use my survey answers"),
        "follow_up": gettext_lazy("You may contact me after 18 months"),
    }
    evaluation = Radios(
        label=words_of(Consent.Purpose.EVALUATION),
        choices=YES_NO,
        error_messages={"required": gettext_lazy("Choose Yes or No about the evaluators.")},
    )
    follow_up = Radios(
        label=words_of(Consent.Purpose.FOLLOW_UP),
        choices=YES_NO,
        error_messages={"required": gettext_lazy("Choose Yes or No about the contact after 18 months.")},
    )
