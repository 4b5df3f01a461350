"""One survey as the person sees it: its pages, what they have given, and where they stopped."""

from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from common.along import fetch_along
from evaluation import default_questionnaire as default
from evaluation.models import Answer, Invitation, Item, Response, Section
from evaluation.reads import answers_of, items_of, sections_of
from evaluation.standing import Standing, standing_of


@dataclass(frozen=True)
class Survey:
    """An invitation with the pages of its response; before it is begun there are none."""

    invitation: Invitation
    standing: Standing
    response: Response | None = None
    sections: list[Section] = field(default_factory=list)
    answers: dict[int, Answer] = field(default_factory=dict)
    # What the reader chose in this browser; None where they chose nothing here.
    chosen_easy: bool | None = None

    @property
    def easy(self) -> bool:
        """Whether the Easy Read words are shown."""
        if self.chosen_easy is not None:
            return self.chosen_easy
        return self.response.easy_read if self.response else self.invitation.place.person.easy_read

    def section(self, slug: str) -> Section | None:
        """Return the page of that name."""
        return next((section for section in self.sections if section.slug == slug), None)

    def after(self, section: Section) -> Section | None:
        """Return the next page; None after the last."""
        return next((one for one in self.sections if one.position > section.position), None)

    def before(self, section: Section) -> Section | None:
        """Return the page before; None before the first."""
        return next((one for one in reversed(self.sections) if one.position < section.position), None)

    @property
    def stopped_at(self) -> Section | None:
        """The page to go on with: the first that was not gone on from; None where only the check is left."""
        return _first_open(self.sections, self.response.reached if self.response else 0)


def read_survey(invitation: Invitation, *, now: datetime, on_paper: bool = False) -> Survey:
    """Return the survey of an invitation that was read `with_everything_named()`, in at most three queries."""
    standing = standing_of(invitation, now=now, on_paper=on_paper)
    if not invitation.begun:
        return Survey(invitation, standing)
    response = invitation.response
    answers = {answer.item_id: answer for answer in answers_of(response)}
    return Survey(invitation, standing, response, _sections(response), answers)


def stopped_at(response: Response) -> Section | None:
    """Return the page to go on with: the first that was not gone on from; None where only the check is left."""
    return _first_open(_sections(response), response.reached)


def _first_open(sections: list[Section], reached: int) -> Section | None:
    return next((section for section in sections if section.position > reached), None)


def _sections(response: Response) -> list[Section]:
    sections = list(sections_of(response.questionnaire_id))
    fetch_along(sections, items=items_of([section.pk for section in sections]))
    return sections


def words_of(item: Item, *, easy: bool) -> str:
    """Return the words of an item in the language of now; without Easy Read words, the ordinary ones."""
    return _(item.easy_text if easy and item.easy_text else item.text)


def may_use_short_form(invitation: Invitation, *, easy: bool | None = None) -> bool:
    """Whether the short Easy Read form may take the place of all the questions: who reads Easy Read may choose it.

    `easy` is what the reader chose; without it, what the person wants in general.
    """
    reads = invitation.place.person.easy_read if easy is None else easy
    return reads and invitation.wave.questionnaire.slug in default.WITH_SHORT_FORM
