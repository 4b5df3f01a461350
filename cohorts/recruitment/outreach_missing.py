"""Whom a cohort still needs: places and quotas that cannot be met even if everybody in the pool so far said yes."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts.models import Cohort, Role
from cohorts.models.cohort_notices import CohortNotice
from cohorts.recruitment.characteristics import BY_SLUG, OF_PEOPLE
from cohorts.recruitment.models import CohortChoice, Offer, Quota
from common.prepared import prepared
from people.models import Consent

# In these stages somebody can still be found: a place is filled by a draw among those who have applied.
OPEN = (Cohort.State.PLANNING, Cohort.State.RECRUITING)
# Who can still come into a cohort: nobody has said no to them, and they have said no to nothing.
WAITING = ("submitted", "eligible", "drawn", "reserve")
# So long before the end of recruitment there is time to act.
IN_TIME = timedelta(days=7)


@dataclass(frozen=True)
class Missing:
    """So many people, of a role or of both (an empty role) and with one value or any (an empty category)."""

    count: int
    role: str
    category: str = ""
    value: str = ""

    @property
    def group(self) -> str:
        """The value as a row of the plan names it."""
        return f"{self.category}:{self.value}" if self.category else ""

    @property
    def words(self) -> str:
        """Return “3 lay partners under 25”."""
        people = {
            Role.LAY.value: ngettext("%(count)d lay partner", "%(count)d lay partners", self.count),
            Role.PROFESSIONAL.value: ngettext("%(count)d professional", "%(count)d professionals", self.count),
        }.get(self.role, ngettext("%(count)d person", "%(count)d people", self.count)) % {"count": self.count}
        return f"{people} {of_people(self.category, self.value)}" if self.category else people


def of_people(category: str, value: str) -> str:
    """Return “under 25”: whom a value speaks of; one that is not asked any more is named as it is."""
    if (category, value) in OF_PEOPLE:
        return str(OF_PEOPLE[category, value])
    return f"({BY_SLUG[category].name if category in BY_SLUG else category}: {value})"


def missing_of(cohorts: Iterable[Cohort]) -> dict[int, list[Missing]]:
    """Return whom each cohort still needs, in three queries however many there are.

    The pool is everybody who would join the cohort, as any of their choices that they can travel to, and has not been
    decided against: it is what the draw could have at best. Values count as in the draw: given for selection, under a
    consent that stands.
    """
    rows = list(cohorts)
    keys = [row.pk for row in rows]
    roles: dict[int, Counter[str]] = {}
    for pk, role, count in roles_in_pools(keys):
        roles.setdefault(pk, Counter())[role] = count
    found: dict[int, list[Missing]] = {
        row.pk: _short(
            (role.value, row.pairs_wanted - roles.get(row.pk, Counter())[role.value], "", "") for role in Role
        )
        for row in rows
    }
    quotas = list(quotas_of(keys))
    values = _values(keys, sorted({quota.category for quota in quotas}))
    for quota in quotas:
        counts = values.get(quota.cohort_id, Counter())
        wanted_of = [quota.role] if quota.role else list(Role.values)
        there = sum(counts[role, quota.category, quota.value] for role in wanted_of)
        found[quota.cohort_id] += _short([(quota.role, quota.minimum - there, quota.category, quota.value)])
    return found


def _short(rows: Iterable[tuple[str, int, str, str]]) -> list[Missing]:
    return [Missing(count, role, category, value) for role, count, category, value in rows if count > 0]


@prepared
def quotas_of(cohorts: Sequence[int]) -> "QuerySet[Quota]":
    """The quotas of these cohorts, in the order in which they are named."""
    found = Quota.objects.filter(cohort__in=cohorts).order_by("cohort_id", "category", "value", "role")
    return found.only("cohort", "category", "value", "role", "minimum")


@prepared
def roles_in_pools(cohorts: Sequence[int]) -> "QuerySet[CohortChoice, tuple[int, str, int]]":
    """How many people of each role could come into each cohort."""
    return _pools(cohorts).values_list("cohort", "application__role").annotate(count=Count("pk"))


@prepared
def values_in_pools(
    cohorts: Sequence[int], categories: Sequence[str]
) -> "QuerySet[CohortChoice, tuple[int, str, str, str, int]]":
    """How many people of each role gave each value of these characteristics, by cohort."""
    agreed = Consent.objects.filter(
        person=OuterRef("application__person"), purpose=Consent.Purpose.SELECTION, withdrawn_at=None
    )
    answers = "application__selection_answers__"
    said = _pools(cohorts).filter(
        # An empty value is “prefer not to say”.
        Exists(agreed), **{f"{answers}category__in": categories, f"{answers}value__gt": ""}
    )  # fmt: skip
    named = said.values_list("cohort", "application__role", f"{answers}category", f"{answers}value")
    return named.annotate(count=Count("pk"))


def _pools(cohorts: Sequence[int]) -> "QuerySet[CohortChoice]":
    here = Offer.objects.filter(
        application=OuterRef("application"), cohort=OuterRef("cohort"), state__in=["open", "accepted"]
    )
    choices = CohortChoice.objects.within_limit().filter(
        cohort__in=cohorts, application__person__merged_into=None, application__person__deceased_on=None
    )
    return choices.filter(Q(application__state__in=WAITING) | Exists(here)).order_by()


def _values(cohorts: Sequence[int], categories: Sequence[str]) -> dict[int, Counter[tuple[str, str, str]]]:
    """Return how many people of each role gave each value, by cohort."""
    found: dict[int, Counter[tuple[str, str, str]]] = {}
    for pk, role, category, value, count in values_in_pools(cohorts, categories):
        found.setdefault(pk, Counter())[role, category, value] = count
    return found


def notice_of(cohort: Cohort, on: date) -> CohortNotice | None:
    """Return whom a cohort still needs, for its page, while somebody can still be found."""
    if cohort.state not in OPEN or (cohort.state == Cohort.State.RECRUITING and not is_short_notice(cohort, on=on)):
        return None
    missing = missing_of([cohort])[cohort.pk]
    if not missing:
        return None
    url = reverse("recruitment:outreach_plan", args=[cohort.ref])
    return CohortNotice(_("Still needed"), tuple(one.words for one in missing), url, _("Who could reach them"))


def say_missing(missing: Sequence[Missing]) -> str:
    """Return “3 lay partners under 25, and 1 professional”."""
    words = [one.words for one in missing]
    if len(words) < 2:
        return "".join(words)
    return _("%(some)s, and %(last)s") % {"some": ", ".join(words[:-1]), "last": words[-1]}


def is_short_notice(cohort: Cohort, *, on: date) -> bool:
    """Whether it is known well enough who applies, and still time to act: a week after opening, or before the end."""
    if cohort.state != Cohort.State.RECRUITING:
        return False
    opened, closes = cohort.recruitment_opens, cohort.recruitment_closes
    return opened is None or on >= opened + IN_TIME or (closes is not None and closes - on <= IN_TIME)
