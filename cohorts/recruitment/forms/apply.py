"""The application as one applicant meets it: which pages, in which order, and what is still missing."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cohorts.recruitment.forms.apply_base import ApplyForm, SoFar, Text
from cohorts.recruitment.forms.apply_care import ConsentsPage, HeardPage, NeedsPage, SelectionPage
from cohorts.recruitment.forms.apply_programme import (
    CohortsPage,
    DatesPage,
    ExperiencePage,
    JobPage,
    MeetingsPage,
    PartnerPage,
    TopicsPage,
    TravelPage,
    WhyPage,
)
from cohorts.recruitment.forms.apply_you import AddressPage, ContactPage, MethodsPage, NamePage, RolePage
from common.forms import LTForm


@dataclass(frozen=True)
class Page:
    """One page: its name in the address, its form, and who is asked."""

    slug: str
    form: type[ApplyForm]
    chapter: Text
    asked: Callable[[SoFar], bool] = lambda _so_far: True


YOU = gettext_lazy("About you")
WHERE = gettext_lazy("Where and when")
WHY = gettext_lazy("Taking part")
CARE = gettext_lazy("What helps, and what we may use")
PAGES: tuple[Page, ...] = (
    Page("role", RolePage, YOU),
    Page("name", NamePage, YOU),
    Page("contact", ContactPage, YOU),
    Page("address", AddressPage, YOU),
    Page("methods", MethodsPage, YOU),
    Page("job", JobPage, YOU, lambda so_far: so_far.is_professional),
    Page("cohorts", CohortsPage, WHERE, lambda so_far: len(so_far.cohorts) > 1),
    Page("dates", DatesPage, WHERE),
    Page("travel", TravelPage, WHERE),
    Page("meetings", MeetingsPage, WHERE),
    Page("why", WhyPage, WHY),
    Page("experience", ExperiencePage, WHY),
    Page("topics", TopicsPage, WHY),
    Page("partner", PartnerPage, WHY),
    Page("needs", NeedsPage, CARE),
    Page("selection", SelectionPage, CARE),
    Page("heard", HeardPage, CARE),
    Page("consents", ConsentsPage, CARE),
)
FORMS: dict[str, type[ApplyForm]] = {page.slug: page.form for page in PAGES}


class Questions:
    """The pages that this applicant is asked, with what was typed on them."""

    def __init__(self, so_far: SoFar) -> None:
        self.so_far = so_far
        self.pages = [page for page in PAGES if page.asked(so_far)]
        self.slugs = [page.slug for page in self.pages]

    def number(self, slug: str) -> int:
        """Return which question of this applicant's the page is, from 1."""
        return self.slugs.index(slug) + 1

    def before(self, slug: str) -> str | None:
        """Return the page before, or None for the first."""
        place = self.slugs.index(slug)
        return self.slugs[place - 1] if place else None

    def after(self, slug: str) -> str | None:
        """Return the next page, or None after the last."""
        place = self.slugs.index(slug) + 1
        return self.slugs[place] if place < len(self.slugs) else None

    @property
    def chapters(self) -> list[tuple[Text, list[str]]]:
        """The pages by chapter, both in order."""
        by_chapter: dict[Text, list[str]] = {}
        for page in self.pages:
            by_chapter.setdefault(page.chapter, []).append(page.slug)
        return list(by_chapter.items())

    @property
    def first_open(self) -> str | None:
        """The first page without a right answer, or None where every page has one."""
        return next((slug for slug in self.slugs if not self.so_far.is_done(slug)), None)

    def form(self, slug: str) -> ApplyForm:
        """Return a page's form to show, with what was typed on it."""
        typed = self.so_far.typed(slug)
        if not typed:
            return FORMS[slug](so_far=self.so_far)
        if self.so_far.is_done(slug):
            # Bound: what was right when it was typed may not be right now, and then the page says so.
            return FORMS[slug].from_typed(self.so_far, typed)
        return FORMS[slug].half_typed(self.so_far, typed)

    @cached_property
    def filled(self) -> dict[str, ApplyForm]:
        """Every page that was typed on, read again: an earlier page may have changed what is right on a later one."""
        return {slug: FORMS[slug].from_typed(self.so_far, self.so_far.typed(slug)) for slug in self.slugs}

    @cached_property
    def unfinished(self) -> list[str]:
        """The pages whose answers are missing or wrong."""
        return [slug for slug in self.slugs if not self.so_far.is_done(slug) or not self.filled[slug].is_valid()]

    @property
    def left_blank(self) -> list[str]:
        """What the paper left blank, as “page.question”, in order; only for a finished application."""
        return [f"{slug}.{name}" for slug in self.slugs for name in self.filled[slug].left_blank]

    def answers(self) -> dict[str, dict[str, Any]]:
        """Return what each page was answered; only for a finished application."""
        return {slug: dict(form.cleaned_data) for slug, form in self.filled.items() if form.is_valid()}


class SendForm(LTForm):
    """The last button."""

    submit_label = gettext_lazy("Send my application")
    secondary_label = gettext_lazy("Save and come back later")


class CodeForm(LTForm):
    """The code that proves an email address."""

    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=20,
        help_text=gettext_lazy("6 numbers."),
        widget=forms.TextInput(
            attrs={"class": "govuk-input--width-5", "inputmode": "numeric", "autocomplete": "one-time-code"}
        ),
        error_messages={"required": gettext_lazy("Enter the 6 numbers from the email, or send without the code.")},
    )
    submit_label = gettext_lazy("Send my application")
    secondary_label = gettext_lazy("Send it without the code")
    secondary_name = "without"

    def clean_code(self) -> str:
        """Return the digits alone."""
        code = "".join(self.cleaned_data["code"].split()).replace("-", "")
        if len(code) != 6 or not code.isdecimal():
            raise forms.ValidationError(_("The code has 6 numbers. Check the email and type them again."))
        return code


class LaterForm(LTForm):
    """Where to send the link that leads back to a draft."""

    email = forms.EmailField(label=gettext_lazy("Email"))
    submit_label = gettext_lazy("Email me the link")
