"""How people applied: by the website, on paper, by telephone, from a file, and some not to the end."""

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from cohorts.models import Cohort, Programme, Role
from cohorts.recruitment.actions.applications import save_page, start_draft, submit
from cohorts.recruitment.actions.eligibility import decide
from cohorts.recruitment.actions.equality import give_equality_answers
from cohorts.recruitment.actions.imports import write_import
from cohorts.recruitment.actions.together import join_partners
from cohorts.recruitment.actions.writing import New, write_all
from cohorts.recruitment.characteristics import FOR_MONITORING
from cohorts.recruitment.import_file import read_table
from cohorts.recruitment.import_setting import setting_of
from cohorts.recruitment.imports import judge
from cohorts.recruitment.models import Application
from common.dates import LONDON
from leadingtogether.demo import data, outreach
from leadingtogether.demo.days import at
from leadingtogether.demo.people import Crowd
from leadingtogether.demo.postbox import NO_SUCH_DOMAIN
from leadingtogether.demo.teller import Teller
from people.models import Consent

APPLIED = (-121, -112, -103, -94)
FILE = "Applications from Carers Sussex.csv"


def tell(teller: Teller, site: data.Site, crowd: Crowd, *, days: Sequence[int] = APPLIED) -> None:
    """Put the applications to one cohort on the timeline, in batches as they came in."""
    began = teller.story.moment(days[0] - 1).astimezone(LONDON)
    everybody = crowd.applicants(
        cohort=teller.cohort, lay=site.lay, professional=site.professional, radius_km=site.radius_km, began=began
    )
    links = outreach.plan(teller, now=began)
    size = -(-len(everybody) // len(days))
    for index, day in enumerate(days):
        batch = everybody[index * size : (index + 1) * size]
        for new in batch[::3]:
            new.application.outreach_link = links[index % len(links)]
        web = [new for new in batch if new.application.source == Application.Source.WEB]
        keyed = [new for new in batch if new not in web]
        teller.story.on(day, partial(send, teller, web), hour=18, minute=20)
        teller.story.on(day, partial(key, teller, keyed), hour=11)


def send(teller: Teller, news: list[New], now: datetime) -> None:
    """Let people send their applications by the website, and answer the questions about equality."""
    write_all(news=news, programme=teller.cohort.programme, channel=Consent.Channel.WEB, now=now, by=None)
    dice = random.Random(f"{teller.seed} monitoring {now:%Y%m%d}")  # noqa: S311 - a demo, not a secret
    join_partners(rows=[new.application for new in news])
    for new in news:
        answers = {one.slug: dice.choice([value for value, _label in one.choices]) for one in FOR_MONITORING}
        give_equality_answers(programme=teller.cohort.programme, role=new.answers.role, answers=answers)


def key(teller: Teller, news: list[New], now: datetime) -> None:
    """Key what came on paper or by telephone."""
    by = teller.team["coordinator"]
    for new in news:
        new.application.keyed_by, new.application.keyed_at = by, now
    write_all(news=news, programme=teller.cohort.programme, channel=Consent.Channel.PHONE, now=now, by=by)
    join_partners(rows=[new.application for new in news])


def full_pool(teller: Teller, crowd: Crowd) -> None:
    """Leave a recruiting cohort with everything that a coordinator finds on such a morning."""
    timeline = teller.story.timeline
    for days, hour, deed in (
        (-6, 15, lambda now: _import(teller, now)),
        (-4, 16, lambda now: _twins(teller, crowd, now)),
        (-3, 21, lambda now: _mistyped(teller, crowd, now)),
        (-2, 14, lambda now: _review(teller, now)),
        (-2, 16, lambda now: outreach.next_steps(teller, now)),
        (-1, 21, lambda now: _drafts(teller, now)),
    ):
        timeline.add(at(timeline.today, days, hour), deed)


def _import(teller: Teller, now: datetime) -> None:
    """Import a file of an outreach partner: most rows are good, one is somebody whom we have, one cannot be read."""
    known = Application.objects.filter(choices__cohort=teller.cohort, person__email__isnull=False).order_by("pk")[0]
    person = known.person
    rows = [*data.FILE_ROWS]
    if person is not None:
        rows.append((person.given_name, person.family_name, known.role, str(person.email), person.postcode, "Crawley"))
    lines = [",".join(data.FILE_COLUMNS), *(",".join(row) for row in rows)]
    table = read_table("\n".join(lines).encode())
    programme = Programme.objects.get(pk=teller.cohort.programme_id)
    write_import(
        programme=programme,
        table=table,
        judged=judge(table, setting_of(programme)),
        file_name=FILE,
        by=teller.team["second coordinator"],
        now=now,
    )


def _twins(teller: Teller, crowd: Crowd, now: datetime) -> None:
    """Let three people apply again by telephone, under another address: staff have to look."""
    rows = Application.objects.filter(choices__cohort=teller.cohort, role=Role.LAY).select_related("person")
    news = []
    for row in rows.order_by("pk")[2:5]:
        (new,) = crowd.applicants(
            cohort=teller.cohort, lay=1, professional=0, radius_km=teller.cohort.area_radius_km or 40, began=now
        )
        if row.person is not None:
            new.answers = replace(
                new.answers,
                given_name=row.person.given_name,
                family_name=row.person.family_name,
                outward_code=row.person.outward_code,
                postcode=row.person.postcode,
                email="",
                methods=("phone", "letter"),
            )
        new.sign_in_email, new.possible_duplicate_of = None, row.person
        new.application.source = Application.Source.PHONE
        news.append(new)
    key(teller, news, now)


def _mistyped(teller: Teller, crowd: Crowd, now: datetime) -> None:
    """Let one person mistype their address, so that our letter to them comes back."""
    (new,) = crowd.applicants(
        cohort=teller.cohort, lay=1, professional=0, radius_km=teller.cohort.area_radius_km or 40, began=now
    )
    address = f"{new.answers.given_name}.{new.answers.family_name}@{NO_SUCH_DOMAIN}".lower().replace(" ", "")
    new.answers = replace(new.answers, email=address, methods=("email",))
    draft = start_draft(programme=teller.cohort.programme, now=now)
    submit(application=draft, answers=new.answers, proved_email=None, now=now)


def _review(teller: Teller, now: datetime) -> None:
    """Review the older half of the applications, so that there is something left to do."""
    rows = Application.objects.filter(choices__cohort=teller.cohort, state=Application.State.SUBMITTED)
    waiting = list(rows.filter(possible_duplicate_of=None).order_by("submitted_at", "pk"))
    half = waiting[: len(waiting) // 2]
    able = [row for row in half if row.available_all_dates]
    decide(applications=able, eligible=True, by=teller.coordinator, now=now)


def _drafts(teller: Teller, now: datetime) -> None:
    """Leave two applications begun and not sent."""
    cohort: Cohort = teller.cohort
    for _draft in range(2):
        draft = start_draft(programme=cohort.programme, now=now)
        save_page(application=draft, page="role", typed={"role": [Role.LAY]}, ok=True, now=now)
