"""What the page of a ceremony shows, worked out in Python so that its template stays plain."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cohorts.actions.jobs import KINDS
from cohorts.models import Cohort, Job, Role
from cohorts.recruitment.actions.ceremony_draws import candidates_of, quotas_of
from cohorts.recruitment.characteristics import BY_SLUG
from cohorts.recruitment.lottery_pool import Candidate, Quota, Shortfall
from cohorts.recruitment.models import Application, Ceremony
from cohorts.recruitment.views.draw_page import (
    QuotaLine,
    names_by_ref,
    names_of,
    quota_line,
    shortfall_lines,
    uncounted_lines,
)
from cohorts.recruitment.views.outlook_page import blocked_of

# What somebody in a frozen pool may have become by its own doing: anything else happened since.
UNCHANGED = {Application.State.ELIGIBLE, Application.State.OFFERED, Application.State.ACCEPTED}


@dataclass(frozen=True)
class Inside:
    """One person of a frozen pool."""

    application: Application
    said: str
    seated: bool


def page_of(ceremony: Ceremony) -> dict[str, Any]:
    """Return the context of the page."""
    state = ceremony.state
    cohorts = list(Cohort.objects.filter(ceremony_stages__ceremony=ceremony).select_related("programme", "venue"))
    job = Job.objects.filter(key=f"draw:{ceremony.pk}").select_related("asked_by").order_by("-pk").first()
    people = candidates_of(ceremony)
    context: dict[str, Any] = {
        "ceremony": ceremony,
        "cohort": cohorts[0],
        "names": ", ".join(cohort.name for cohort in cohorts),
        "job": job,
        "late": job is not None and job.is_late(now=timezone.now()),
        "label": KINDS[job.kind].label if job is not None and job.kind in KINDS else "",
        "stopped": job is not None and job.state in {Job.State.FAILED, Job.State.CANCELLED} and state == "frozen",
        "computing": job is not None and job.active,
        "sides": _sides(people, ceremony),
        "quotas": frozen_quotas(people, quotas_of(ceremony), names_by_ref(cohorts), counted=ceremony.erased_at is None),
        "changed": changed_since(ceremony) if ceremony.is_open else [],
        "address": settings.BASE_URL + reverse("recruitment:draw_public", args=[ceremony.ref]),
    }
    if state == Ceremony.State.CHOICE:
        found = ceremony.findings
        context["shortfalls"] = shortfall_lines(
            (Shortfall(**one) for one in found["nearest"]["shortfalls"]), names_by_ref(cohorts)
        )
        context["silent"] = names_of(found["without_chance"])
        context["blocked"] = blocked_of(found.get("in_the_way", []))
    if ceremony.published_at is not None:
        context["handovers"] = list(ceremony.handovers.select_related("made_by", "person"))
    return context


def frozen_quotas(
    people: Sequence[Candidate],
    quotas: Sequence[Quota],
    names: Mapping[str, str] | None = None,
    *,
    counted: bool = True,
) -> list[QuotaLine]:
    """Return the frozen quotas, with how many people count towards each; `names` of cohorts by reference."""
    found = []
    for quota in quotas:
        able = [one for one in people if quota.venue is None or quota.venue in one.venues]
        line = quota_line(quota, able) if counted else uncounted_lines([quota])[0]
        where = (names or {}).get(quota.venue or "")
        found.append(replace(line, words=f"{where}: {line.words}") if where else line)
    return found


def _sides(people: Sequence[Candidate], ceremony: Ceremony) -> list[tuple[str, int, int, int]]:
    """Return for each role: its name, how many wait, how many are seated already, how many places there are."""
    seated = set(ceremony.pool["seated"])
    return [
        (
            str(role.label),
            sum(one.role == role.value and one.key not in seated for one in people),
            sum(one.role == role.value and one.key in seated for one in people),
            ceremony.terms["pairs"],
        )
        for role in (Role.LAY, Role.PROFESSIONAL)
    ]


def changed_since(ceremony: Ceremony) -> list[Application]:
    """Return people of a frozen pool who have left it since: they stay in the lottery, and get no offer."""
    refs = [row["key"] for row in ceremony.pool["candidates"]]
    rows = Application.objects.filter(ref__in=refs).select_related("person")
    gone = rows.exclude(state__in=UNCHANGED) | rows.filter(person__deceased_on__isnull=False)
    return list(gone.order_by("role", "ref"))


def people_of(rows: Sequence[dict[str, Any]], ceremony: Ceremony) -> list[Inside]:
    """Return some people of a frozen pool with what the quotas look at, in one query."""
    found = Application.objects.filter(ref__in=[row["key"] for row in rows]).select_related("person")
    by_ref, seated = {row.ref: row for row in found}, set(ceremony.pool["seated"])
    return [
        Inside(by_ref[row["key"]], _said(row["values"]), row["key"] in seated) for row in rows if row["key"] in by_ref
    ]


def _said(values: dict[str, str | None]) -> str:
    """Return what somebody said, in words; "prefer not to say" counts for no quota."""
    words = []
    for category, value in values.items():
        known = BY_SLUG.get(category)
        name = str(known.name) if known else category
        label = (known.labels.get(value, value) if known else value) if value else _("not said")
        words.append(f"{name}: {label}")
    return "; ".join(words)
