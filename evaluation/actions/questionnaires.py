"""Putting the default questionnaire and its waves into a programme."""

from datetime import datetime

from django.db import transaction

from cohorts.models import Programme
from evaluation import default_questionnaire as default
from evaluation.models import Item, Questionnaire, Scale, Section, Wave
from people.actions import audit
from people.models import Person


@transaction.atomic
def ensure_default_questionnaires(*, now: datetime) -> dict[str, Questionnaire]:
    """Return the default questionnaires by slug, writing those that are not there yet.

    A version that is there is never changed: new words need a new version.
    """
    found = {row.slug: row for row in Questionnaire.objects.filter(version=default.VERSION)}
    for slug, (title, pages) in default.QUESTIONNAIRES.items():
        if slug not in found:
            found[slug] = _write(slug, title, pages, now)
    return {slug: found[slug] for slug in default.QUESTIONNAIRES}


def _write(slug: str, title: str, pages: tuple[default.Page, ...], now: datetime) -> Questionnaire:
    questionnaire = Questionnaire.objects.create(slug=slug, version=default.VERSION, title=title, made_at=now)
    for position, page in enumerate(pages, start=1):
        section = Section.objects.create(
            questionnaire=questionnaire,
            position=position,
            slug=page.slug,
            title=page.title,
            introduction=page.introduction,
        )
        Item.objects.bulk_create(_items(section, page))
    return questionnaire


def _items(section: Section, page: default.Page) -> list[Item]:
    rows = [
        Item(
            code=one.code,
            type=Item.Type.SCALE,
            scale=Scale.AGREEMENT,
            text=one.text,
            easy_text=one.easy,
            reverse_scored=one.reverse,
            subscale=page.subscale,
            looking_back=page.looking_back,
            kirkpatrick_level=page.level,
        )
        for one in page.statements
    ]
    rows += [
        Item(
            code=one.code,
            type=Item.Type.CHOICE if one.choices else Item.Type.TEXT,
            text=one.text,
            easy_text=one.easy,
            choices=[list(choice) for choice in one.choices],
            asks_to_quote=one.asks_to_quote,
            kirkpatrick_level=one.level,
            allows_not_applicable=False,
        )
        for one in page.questions
    ]
    for position, row in enumerate(rows, start=1):
        row.section, row.position = section, position
    return rows


@transaction.atomic
def set_default_waves(*, programme: Programme, by: Person | None, now: datetime) -> list[Wave]:
    """Give a programme the default waves it does not have yet; return all of them in order.

    The follow-up is as many calendar months after the last workshop held as the programme says.
    """
    questionnaires = ensure_default_questionnaires(now=now)
    there = set(programme.waves.values_list("slug", flat=True))
    plans = default.wave_plans(workshops=programme.workshops)
    for position, plan in enumerate(plans, start=1):
        if plan.slug in there:
            continue
        wave = Wave.objects.create(
            programme=programme,
            questionnaire=questionnaires[plan.questionnaire],
            slug=plan.slug,
            title=plan.title,
            position=position,
            anchor=plan.anchor,
            workshop_number=plan.workshop_number,
            months=programme.follow_up_months if plan.anchor == Wave.Anchor.MONTHS_AFTER_LAST else None,
            window_days=plan.window_days,
            closes_at_first_workshop=plan.closes_at_first_workshop,
            reminder_days=list(plan.reminder_days),
        )
        audit.record(by=by, action="set wave", about=wave, now=now)
    return list(programme.waves.order_by("position"))
