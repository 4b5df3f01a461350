"""The second groups at Oxford and Reading: more people applied than the first ones could take.

Many would go to either, so the two are drawn together. They are told until the evening before: recruitment has closed,
everybody is decided about and the quotas are set, so that whoever looks at the demo world can hold the draw.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from cohorts import geography
from cohorts.actions.exclusions import declare_exclusion
from cohorts.actions.programmes import move_cohort
from cohorts.models import Cohort, Exclusion, Role
from cohorts.recruitment.actions.stays import bring_in, stay
from cohorts.recruitment.actions.writing import New
from cohorts.recruitment.models import Application
from leadingtogether.demo import choosing, outreach, recruiting
from leadingtogether.demo.days import at
from leadingtogether.demo.people import Crowd
from leadingtogether.demo.teller import Teller

# What came before the draw, in days from today.
STAYED, MADE, OPENED, BROUGHT_IN, QUOTAS_SET, CLOSED, DECIDED = -86, -74, -40, -30, -6, -3, -1
APPLIED = (-36, -27, -18, -9)
PAIRS = 6
# How many of those who were not drawn before wait for this.
STAY = 3


@dataclass(frozen=True)
class Group:
    """A second group: the town of its venue, its name, and how many apply to it first."""

    town: str
    name: str
    lay: int
    professional: int


GROUPS = (
    Group("Oxford", "Oxford second group", 16, 12),
    Group("Reading", "Reading second group", 14, 11),
)


def stay_on(town: str, now: datetime) -> None:
    """Let a few who were not drawn for the first group say that they stay for the next one."""
    rows = Application.objects.filter(choices__cohort__name=town, choices__rank=1, state=Application.State.NOT_DRAWN)
    for row in rows.exclude(person__email=None).select_related("person").order_by("pk")[:STAY]:
        if row.person is not None:
            stay(application=row, by=row.person, now=now)


def tell(tellers: Sequence[Teller], crowd: Crowd) -> None:
    """Put the life of both groups on the timeline, until the evening before their draw."""
    today = tellers[0].story.timeline.today
    for teller, group in zip(tellers, GROUPS, strict=True):
        news = crowd.applicants(
            cohort=teller.cohort,
            lay=group.lay,
            professional=group.professional,
            radius_km=teller.cohort.area_radius_km or 40,
            began=at(today, OPENED, 12),
        )
        _come_as_looked_for(news)
        _name_others_too(news, [one.cohort for one in tellers if one is not teller])
        _come_as_pairs(news)
        _apply(teller, news)
        for day, hour, deed in (
            (OPENED, 10, _open),
            (BROUGHT_IN, 10, _bring_in),
            (QUOTAS_SET, 10, choosing.set_quotas),
            (DECIDED, 15, choosing.decide_all),
        ):
            teller.story.timeline.add(at(today, day, hour), partial(deed, teller))
    tellers[0].story.timeline.add(at(today, DECIDED, 16), partial(_keep_apart, tellers[0]))


def _apply(teller: Teller, news: Sequence[New]) -> None:
    """Let the applications come in batches, every third by a code of the outreach."""
    timeline = teller.story.timeline
    links = outreach.plan(teller, now=at(timeline.today, MADE + 1, 15))
    size = -(-len(news) // len(APPLIED))
    for index, day in enumerate(APPLIED):
        batch = news[index * size : (index + 1) * size]
        for new in batch[::3]:
            new.application.outreach_link = links[index % len(links)]
        web = [new for new in batch if new.application.source == Application.Source.WEB]
        keyed = [new for new in batch if new not in web]
        timeline.add(at(timeline.today, day, 18, 20), partial(recruiting.send, teller, web))
        timeline.add(at(timeline.today, day, 11), partial(recruiting.key, teller, keyed))


def _open(teller: Teller, now: datetime) -> None:
    move_cohort(cohort=teller.now_cohort(), to=Cohort.State.RECRUITING, by=teller.coordinator, now=now)


def _bring_in(teller: Teller, now: datetime) -> None:
    bring_in(cohort=teller.now_cohort(), by=teller.coordinator, now=now)


def _come_as_looked_for(news: Sequence[New]) -> None:
    """Let the outreach have reached whom it looked for, so that the quotas can be met whatever the seed."""
    for new in [new for new in news if new.answers.role == Role.LAY][::3]:
        new.answers = replace(new.answers, selection={**new.answers.selection, "disability": "yes", "carer": "yes"})
    news[0].answers = replace(news[0].answers, selection={**news[0].answers.selection, "age": "under-25"})


def _name_others_too(news: Sequence[New], others: Sequence[Cohort]) -> None:
    """Let two in three name the other groups as well, after the first."""
    for number, new in enumerate(news):
        if number % 3:
            further = tuple((one.pk, _km(new, one)) for one in others)
            new.answers = replace(new.answers, choices=(*new.answers.choices, *further))


def _km(new: New, cohort: Cohort) -> float | None:
    return geography.distance_from(new.answers.outward_code, (cohort.venue.latitude, cohort.venue.longitude))


def _come_as_pairs(news: Sequence[New]) -> None:
    """Let two couples apply together: one by the website, one of whom staff key the lay partner's paper."""
    lay = [new for new in news if new.answers.role == Role.LAY]
    professional = iter(new for new in news if new.answers.role == Role.PROFESSIONAL)
    online = next(new for new in lay if new.answers.email)
    on_paper = next(new for new in lay if not new.answers.email)
    for one in (online, on_paper):
        other = next(professional)
        for new, partner in ((one, other), (other, one)):
            name = f"{partner.answers.given_name} {partner.answers.family_name}"
            both = replace(new.answers, with_partner=True, partner_name=name, available_all_dates=True)
            new.answers = replace(both, choices=one.answers.choices[:1])


def _keep_apart(teller: Teller, now: datetime) -> None:
    """Write down that two of those who wait know each other too well."""
    rows = Application.objects.filter(choices__cohort=teller.cohort, choices__rank=1, partner_application=None)
    waiting = rows.filter(state=Application.State.ELIGIBLE).select_related("person").order_by("pk")
    lay, professional = waiting.filter(role=Role.LAY).first(), waiting.filter(role=Role.PROFESSIONAL).first()
    if lay is None or professional is None or lay.person is None or professional.person is None:
        return
    declare_exclusion(
        programme=teller.cohort.programme,
        one=lay.person,
        other=professional.person,
        reason=Exclusion.Reason.CLINICIAN,
        note="Her own nurse at the surgery.",
        by=teller.coordinator,
        now=now,
    )
