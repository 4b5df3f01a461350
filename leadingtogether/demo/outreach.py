"""How people were reached: partners with their codes, what they promised, and what comes next with them."""

from datetime import datetime

from cohorts.models import Role
from cohorts.recruitment.actions.outreach import add_to_plan, change_plan
from cohorts.recruitment.actions.quotas import add_quota
from cohorts.recruitment.actions.review_rules import change_rules, set_reviewers
from cohorts.recruitment.models import OutreachLink, OutreachPartner
from leadingtogether.demo import data
from leadingtogether.demo.days import at
from leadingtogether.demo.teller import Teller

# What the cohort that still recruits is to look like. One of these is short, so that there is somebody to find.
QUOTAS = (
    ("age", "under-25", Role.LAY, 4, "Young people are 16 in 100 of the area and were 2 in 100 of earlier groups."),
    ("carer", "yes", Role.LAY, 2, "1 in 10 people of the area look after somebody."),
    ("ethnic-group", "asian", "", 6, "13 in 100 people of the area are Asian or Asian British."),
)


def plan(teller: Teller, *, now: datetime, opened: bool = True) -> list[OutreachLink]:
    """Put partners into the plan of a cohort; once it is `opened`, with the visits that their codes brought."""
    links = []
    for name, group, reaches, contact, phone, promised in data.OUTREACH:
        partner = OutreachPartner.objects.filter(programme=teller.cohort.programme, name=name).first()
        values = {
            "name": name,
            "contact_name": contact,
            "contact_phone": phone,
            "contact_email": f"{contact.split()[0].lower()}@{name.split()[-1].lower()}.example",
            "group": group,
            "reaches": list(reaches),
            "promised": promised,
            "last_spoken_on": now.date(),
        }
        link = add_to_plan(cohort=teller.cohort, partner=partner, values=values, by=teller.coordinator, now=now)
        if opened:
            OutreachLink.objects.filter(pk=link.pk).update(visits=teller.chance.randint(20, 90))
        links.append(link)
    return links


def next_steps(teller: Teller, now: datetime) -> None:
    """Agree on what comes next, set the quotas of the cohort that still recruits, and write criteria of review."""
    _agree(teller, data.NEXT_STEPS, now)
    _criteria(teller, now)
    for category, value, role, minimum, evidence in QUOTAS:
        values = {
            "category": category,
            "value": value,
            "role": role,
            "minimum": minimum,
            "evidence": evidence,
            "proportionality": "A small minimum. Everybody else's chance falls by less than one in fifty.",
            "approved_by": teller.team["second coordinator"],
            "approved_on": now.date(),
            "review_on": at(now.date(), 365).date(),
        }
        add_quota(cohort=teller.cohort, values=values, by=teller.coordinator, now=now)


def _criteria(teller: Teller, now: datetime) -> None:
    """Say who would review and against what. Scoring stays off, as it is at first."""
    programme, by = teller.cohort.programme, teller.coordinator
    roles = {teller.team["reviewer"]: Role.LAY.value, teller.team["second reviewer"]: Role.PROFESSIONAL.value}
    set_reviewers(programme=programme, roles=roles, by=by, now=now)
    change_rules(
        programme=programme, version=0, on=False, each_side=1, line=None, criteria=data.CRITERIA, by=by, now=now
    )


def begin(teller: Teller, now: datetime) -> None:
    """Begin the plan of a cohort that is not open yet."""
    plan(teller, now=now, opened=False)
    _agree(teller, data.FIRST_STEPS, now)


def _agree(teller: Teller, steps: tuple[tuple[int, str, int], ...], now: datetime) -> None:
    links = list(OutreachLink.objects.filter(cohort=teller.cohort).select_related("partner").order_by("pk"))
    for place, words, days in steps:
        link = links[place]
        change_plan(
            link=link,
            version=link.version,
            values={
                "last_spoken_on": now.date(),
                "next_step": words,
                "next_step_on": at(teller.story.timeline.today, days).date(),
            },
            by=teller.coordinator,
            now=now,
        )
