"""Putting the default questionnaire and its waves into a programme."""

from datetime import datetime

from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef

from cohorts.models import Programme
from evaluation import default_questionnaire as default
from evaluation.default_waves import WavePlan, wave_plans
from evaluation.models import Invitation, Item, Questionnaire, Section, Wave
from people.actions import audit
from people.models import Person

COPIED = (
    "slug",
    "title",
    "position",
    "anchor",
    "workshop_number",
    "months",
    "window_days",
    "closes_at_first_workshop",
    "reminder_days",
)


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
    questionnaire = Questionnaire.objects.create(
        slug=slug,
        version=default.VERSION,
        title=title,
        easy_introduction=default.EASY_INTRODUCTION if slug == default.SHORT_EASY else "",
        made_at=now,
    )
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
            scale=page.scale,
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


def keep_waves_in_step(*, now: datetime) -> int:
    """Give every programme that runs its default waves, and let them follow its rules; return how many changed.

    Until the first invitation the waves follow the number of workshops; afterwards they stay. The months of a follow-up
    that has not been answered follow the programme's.
    """
    running = Programme.objects.filter(archived_at__isnull=True)
    invited = Invitation.objects.filter(wave__programme=OuterRef("pk"))
    counted = running.annotate(planned=Count("waves")).exclude(planned=F("workshops") + 2)
    uneven = list(counted.exclude(Exists(invited)))
    for programme in uneven:
        set_default_waves(programme=programme, by=None, now=now)
    late = Wave.objects.filter(anchor=Wave.Anchor.MONTHS_AFTER_LAST, programme__in=running)
    waves = list(late.exclude(months=F("programme__follow_up_months")).select_related("programme"))
    for wave in waves:
        wave.months = wave.programme.follow_up_months
        wave.save(update_fields=["months"])
        audit.record(by=None, action="set wave", about=wave, now=now, fields=["months"])
    return len(uneven) + len(waves)


@transaction.atomic
def set_default_waves(*, programme: Programme, by: Person | None, now: datetime) -> list[Wave]:
    """Give a programme the default waves and return them in order. Once somebody was invited they stay as they are.

    The follow-up is as many calendar months after the last workshop held as the programme says.
    """
    Programme.objects.locked().get(pk=programme.pk)
    there = list(programme.waves.order_by("position"))
    if there and Invitation.objects.filter(wave__programme=programme).exists():
        return there
    plans = wave_plans(workshops=programme.workshops)
    if [wave.slug for wave in there] == [plan.slug for plan in plans]:
        return there
    # Slugs are forever for data; without data, a plan that has changed is written anew.
    programme.waves.all().delete()
    questionnaires = ensure_default_questionnaires(now=now)
    return [
        _write_wave(programme, position, plan, asks=questionnaires[plan.questionnaire], by=by, now=now)
        for position, plan in enumerate(plans, start=1)
    ]


def _write_wave(
    programme: Programme,
    position: int,
    plan: WavePlan,
    *,
    asks: Questionnaire,
    by: Person | None,
    now: datetime,
) -> Wave:
    wave = Wave.objects.create(
        programme=programme,
        questionnaire=asks,
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
    return wave


@transaction.atomic
def copy_waves(*, source: Programme, target: Programme, by: Person, now: datetime) -> int:
    """Give a programme the waves of another, with the same questionnaires, windows and reminders; return how many."""
    made = Wave.objects.bulk_create(
        Wave(
            programme=target,
            questionnaire_id=wave.questionnaire_id,
            **{name: getattr(wave, name) for name in COPIED},
        )
        for wave in source.waves.order_by("position")
    )
    for wave in made:
        audit.record(by=by, action="copy wave", about=wave, now=now)
    return len(made)
