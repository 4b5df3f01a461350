"""What the pages of case studies show, worked out in Python so that the templates stay plain."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.templatetags.lt import lt_tag
from people.models import Consent, Person
from projects.models import Agreement, Appearance, CaseStudy
from projects.querysets.case_studies import people_in

State = CaseStudy.State
COLOURS: dict[str, str] = {
    State.DRAFT: "yellow",
    State.ASKING: "blue",
    State.PUBLISHED: "green",
    State.WITHDRAWN: "grey",
}


@dataclass(frozen=True)
class Answer:
    """One person who is in a case study: what they say to it now, and how they came to be in it.

    `appearance` is the row by which they are in it, where they did not work on the project.
    """

    person: Person
    row: Agreement | None
    publicity: bool
    appearance: Appearance | None

    @property
    def has_page(self) -> bool:
        """Whether staff have a page about them: not about those who only work on the team."""
        return bool(self.person.__dict__["has_page"])

    @property
    def when(self) -> datetime | None:
        """When they said what holds now."""
        return (self.row.withdrawn_at or self.row.refused_at or self.row.agreed_at) if self.row else None

    @property
    def agrees(self) -> bool:
        """Whether they agree to these words, and still to publicity."""
        return self.row is not None and self.row.agrees and self.publicity

    @property
    def tag(self) -> SafeString:
        """What they say, in a word or two."""
        if self.row is None:
            return lt_tag(_("Not asked yet"), "grey")
        if self.agrees:
            return lt_tag(_("Agrees"), "green")
        if self.row.withdrawn_at is not None or (self.row.agrees and not self.publicity):
            return lt_tag(_("Took it back"), "red")
        return lt_tag(_("Does not agree"), "red") if self.row.refused_at else lt_tag(_("Asked"), "blue")


def answers_of(study: CaseStudy) -> list[Answer]:
    """Return everybody who is in a case study, by name. Four queries."""
    found = people_in(study).annotate(has_page=Person.objects.takes_part("pk"))
    people = list(found.order_by("family_name", "given_name", "pk"))
    rows = Agreement.objects.current().filter(case_study=study).select_related("recorded_by")
    said = {row.person_id: row for row in rows}
    publicity = Consent.objects.standing().filter(purpose=Consent.Purpose.PUBLICITY, person__in=people)
    agreeing = set(publicity.values_list("person", flat=True))
    appearances = {row.person_id: row for row in Appearance.objects.filter(case_study=study)}
    return [Answer(one, said.get(one.pk), one.pk in agreeing, appearances.get(one.pk)) for one in people]


@dataclass(frozen=True)
class Row:
    """One case study of the list, in words."""

    title: str
    url: str
    cohort: str
    state: SafeString
    waits: str
    hidden: bool


def rows_of(studies: Sequence[CaseStudy]) -> list[Row]:
    """Return the lines of a list of case studies that were read with `is_public`. One query."""
    asked = Agreement.objects.waiting().filter(case_study__in=list(studies))
    waiting = Counter(asked.values_list("case_study", flat=True))
    return [
        Row(
            title=study.title,
            url=reverse("projects:study", args=[study.ref]),
            cohort=study.project.cohort.name,
            state=lt_tag(State(study.state).label, COLOURS[study.state]),
            waits=_waiting(waiting[study.pk]),
            hidden=study.state == State.PUBLISHED and not study.is_public,  # type: ignore[attr-defined]
        )
        for study in studies
    ]


def _waiting(count: int) -> str:
    if not count:
        return ""
    words = ngettext("%(count)d person has not answered", "%(count)d people have not answered", count)
    return words % {"count": count}
