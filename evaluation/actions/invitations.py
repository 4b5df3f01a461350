"""Asking people: one invitation a person and wave, with its messages, made by a sweep as often as it likes."""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction

from cohorts.models import Place
from common.dates import LONDON
from evaluation import messages
from evaluation.models import Invitation, Questionnaire, Wave
from evaluation.timing import MORNING, Window, window_of
from messaging.actions import queue
from people.models import Consent, Person
from workshops.models import RegisterEntry, Workshop


def open_due_waves(*, now: datetime) -> int:
    """Invite whoever is due to be asked, move what has moved, and queue what is to be said; return how many changed.

    The follow-up is a row from the day the last workshop is held: 18 months of dates that anybody can read.
    """
    changed = 0
    waves = Wave.objects.select_related("programme", "questionnaire").order_by("programme_id", "position")
    programmes: dict[int, list[Wave]] = {}
    for wave in waves:
        programmes.setdefault(wave.programme_id, []).append(wave)
    for programme_id, asked in programmes.items():
        changed += _invite_programme(programme_id, asked, now)
    return changed


@transaction.atomic
def _invite_programme(programme_id: int, waves: list[Wave], now: datetime) -> int:
    places = list(
        Place.objects.in_use()
        .filter(programme=programme_id, left_evaluation_at__isnull=True, accepted_at__lte=now)
        .filter(person__deceased_on__isnull=True, person__do_not_contact=False, person__merged_into__isnull=True)
        .select_related("person", "programme")
    )
    workshops = _workshops_by_cohort(programme_id)
    came = _who_came(programme_id)
    agreed = _agreed(place.person_id for place in places)
    there = {(row.place_id, row.wave_id): row for row in Invitation.objects.filter(wave__in=waves)}
    changed = 0
    for wave in waves:
        for place in places:
            if not _wanted(wave, place, agreed, came):
                continue
            window = window_of(wave, place, workshops.get(place.cohort_id, []))
            if window is not None:
                changed += _invite(place, wave, window, there.get((place.pk, wave.pk)), now)
    return changed


def _wanted(wave: Wave, place: Place, agreed: dict[str, set[int]], came: set[tuple[int, int]]) -> bool:
    if place.person_id not in agreed[Consent.Purpose.EVALUATION]:
        return False
    if wave.anchor == Wave.Anchor.MONTHS_AFTER_LAST:
        return place.person_id in agreed[Consent.Purpose.FOLLOW_UP]
    if wave.anchor == Wave.Anchor.WORKSHOP_HELD and wave.workshop_number != place.programme.workshops:
        # The reactions to a day are asked of who was there; the last wave asks everybody.
        return (place.pk, wave.workshop_number or 0) in came
    return True


def _invite(place: Place, wave: Wave, window: Window, known: Invitation | None, now: datetime) -> int:
    if known is None:
        return _begin(place, wave, window, now)
    same = known.opens_at == window.opens_at and known.closes_at == window.closes_at
    if same or known.cancelled_at is not None or known.closes_at <= now:
        return 0
    known.opens_at, known.closes_at = window.opens_at, window.closes_at
    known.save(update_fields=["opens_at", "closes_at"])
    _say(known, place, wave, now)
    return 1


def _begin(place: Place, wave: Wave, window: Window, now: datetime) -> int:
    if window.closes_at <= now:
        return 0
    invitation = Invitation.objects.create(
        place=place,
        wave=wave,
        cohort_id=place.cohort_id,
        token=secrets.token_urlsafe(24),
        opens_at=window.opens_at,
        closes_at=window.closes_at,
        made_at=now,
    )
    Questionnaire.objects.filter(pk=wave.questionnaire_id, used_at__isnull=True).update(used_at=now)
    _say(invitation, place, wave, now)
    return 1


def _say(invitation: Invitation, place: Place, wave: Wave, now: datetime) -> None:
    """Queue the invitation and its reminders; what is queued and unsent moves with the dates."""
    about = {"invitation": invitation.pk}
    subject = f"invitation:{invitation.pk}"
    ref = place.programme.ref
    queue(
        key=f"{wave.slug}:{place.pk}:invitation",
        person=place.person,
        purpose=messages.INVITATION,
        due_at=invitation.opens_at,
        stale_after=invitation.closes_at,
        now=now,
        subject_key=subject,
        programme_ref=ref,
        data=about,
    )
    for days in wave.reminder_days:
        due = reminder_at(invitation.opens_at, days)
        if due < invitation.closes_at:
            queue(
                key=f"{wave.slug}:{place.pk}:reminder-{days}",
                person=place.person,
                purpose=messages.REMINDER,
                due_at=due,
                stale_after=invitation.closes_at,
                now=now,
                subject_key=subject,
                programme_ref=ref,
                data=about,
            )


def reminder_at(opened: datetime, days: int) -> datetime:
    """Return 9:30am in London so many days after an invitation opened."""
    day = opened.astimezone(LONDON).date() + timedelta(days=days)
    return datetime.combine(day, MORNING, tzinfo=LONDON)


@transaction.atomic
def leave_evaluation(*, place: Place, by: Person, now: datetime) -> int:
    """Ask this person nothing more, whether or not they stay in the programme; return how many invitations ended.

    What they have answered stays; the messages are stopped when they come due, because their condition no longer holds.
    """
    Place.objects.filter(pk=place.pk, left_evaluation_at__isnull=True).update(left_evaluation_at=now)
    waiting = Invitation.objects.filter(place=place, cancelled_at__isnull=True, closes_at__gt=now).unanswered()
    return Invitation.objects.filter(pk__in=list(waiting.values_list("pk", flat=True))).update(
        cancelled_at=now, cancelled_why="left the evaluation"
    )


def _workshops_by_cohort(programme_id: int) -> dict[int, list[Workshop]]:
    found: dict[int, list[Workshop]] = {}
    for workshop in Workshop.objects.filter(cohort__programme=programme_id).order_by("cohort_id", "number"):
        found.setdefault(workshop.cohort_id, []).append(workshop)
    return found


def _who_came(programme_id: int) -> set[tuple[int, int]]:
    entries = RegisterEntry.objects.filter(workshop__cohort__programme=programme_id).came()
    return set(entries.values_list("place_id", "workshop__number"))


def _agreed(people: Iterable[int]) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {Consent.Purpose.EVALUATION: set(), Consent.Purpose.FOLLOW_UP: set()}
    rows = Consent.objects.standing().filter(person__in=list(people), purpose__in=list(found))
    for person, purpose in rows.values_list("person_id", "purpose"):
        found[purpose].add(person)
    return found
