"""Asking people: one invitation a person and wave, with its messages, made by a sweep as often as it likes."""

import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cohorts.models import Cohort, Place, Programme
from evaluation import messages
from evaluation.actions.contact_checks import ask_again, call_off
from evaluation.actions.notices import notice_days, notice_of
from evaluation.actions.questionnaires import keep_waves_in_step
from evaluation.models import ContactCheck, Invitation, Questionnaire, Wave
from evaluation.timing import Window, days_in_turn, morning_of, window_of
from messaging.actions import Draft, cancel, queue_many
from messaging.hours import next_open
from messaging.models import Message
from messaging.rules import Numbers
from people.actions import audit, consents
from people.models import Consent, Person
from workshops.models import RegisterEntry, Workshop

Key = tuple[int, int]  # the pk of a place and of a wave


@dataclass(frozen=True)
class Facts:
    """What is known of a programme when its people are asked; read in a number of queries that does not grow."""

    places: list[Place]
    workshops: dict[int, list[Workshop]]
    came: set[tuple[int, int]]
    agreed: dict[str, set[int]]
    there: dict[Key, Invitation]


@dataclass(frozen=True)
class Due:
    """Somebody to ask in a wave, when, and the invitation that is there already."""

    place: Place
    wave: Wave
    window: Window
    known: Invitation | None


def open_due_waves(*, now: datetime) -> int:
    """Invite whoever is due to be asked, move what has moved, and queue what is to be said; return how many changed.

    The follow-up is a row from the day the last workshop is held: 18 months of dates that anybody can read.
    """
    keep_waves_in_step(now=now)
    programmes: dict[int, list[Wave]] = {}
    for wave in Wave.objects.in_order().filter(programme__archived_at__isnull=True):
        programmes.setdefault(wave.programme_id, []).append(wave)
    return sum(_invite_programme(programme_id, waves, now) for programme_id, waves in programmes.items())


def follow_dates(*, programme: Programme, now: datetime) -> int:
    """Move the surveys of one programme along with its workshops, now and not at the next sweep; return how many."""
    return _invite_programme(programme.pk, list(Wave.objects.in_order().filter(programme=programme)), now)


@transaction.atomic
def _invite_programme(programme_id: int, waves: list[Wave], now: datetime) -> int:
    due = list(_due(_facts_of(programme_id, waves, now), waves))
    changed = {(row.place_id, row.wave_id): row for row in (*_begin(due, now), *_move(due, now))}
    numbers = Numbers(messages.REMINDER)
    drafts = [
        draft
        for one in due
        if (invitation := changed.get((one.place.pk, one.wave.pk))) is not None
        for draft in _said(invitation, one.place, one.wave, numbers)
    ]
    drafts += _notices(due, changed, now)
    if drafts:
        queue_many(drafts=drafts, now=now)
    return len(changed)


def _facts_of(programme_id: int, waves: list[Wave], now: datetime) -> Facts:
    places = list(
        Place.objects.in_evaluation()
        .filter(programme=programme_id, accepted_at__lte=now)
        .filter(person__deceased_on__isnull=True, person__do_not_contact=False, person__merged_into__isnull=True)
        .exclude(cohort__state=Cohort.State.CANCELLED)
        .select_related("person", "programme")
    )
    return Facts(
        places=places,
        workshops=_workshops_by_cohort(programme_id),
        came=_who_came(programme_id),
        agreed=_agreed(place.person_id for place in places),
        there={(row.place_id, row.wave_id): row for row in Invitation.objects.filter(wave__in=waves)},
    )


def _due(facts: Facts, waves: list[Wave]) -> Iterator[Due]:
    """Yield whom to ask in which wave, and when, of those whose moment is known."""
    for wave in waves:
        for place in facts.places:
            if _wanted(wave, place, facts):
                window = window_of(wave, place, facts.workshops.get(place.cohort_id, []))
                if window is not None:
                    yield Due(place, wave, window, facts.there.get((place.pk, wave.pk)))


def _wanted(wave: Wave, place: Place, facts: Facts) -> bool:
    if place.person_id not in facts.agreed[Consent.Purpose.EVALUATION]:
        return False
    if wave.anchor == Wave.Anchor.MONTHS_AFTER_LAST:
        return place.person_id in facts.agreed[Consent.Purpose.FOLLOW_UP]
    if wave.anchor == Wave.Anchor.WORKSHOP_HELD and wave.workshop_number != place.programme.workshops:
        # The reactions to a day are asked of who was there; the last wave asks everybody.
        return (place.pk, wave.workshop_number or 0) in facts.came
    return True


def _begin(due: list[Due], now: datetime) -> list[Invitation]:
    """Make the invitations that are not there yet; nobody is asked when it is too late to answer."""
    new = [
        Invitation(
            place=one.place,
            wave=one.wave,
            cohort_id=one.place.cohort_id,
            token=secrets.token_urlsafe(24),
            opens_at=one.window.opens_at,
            closes_at=one.window.closes_at,
            made_at=now,
        )
        for one in due
        if one.known is None and one.window.closes_at > now
    ]
    if not new:
        return []
    # Another sweep may make the same one at this moment; the unique key keeps theirs, which says the same.
    Invitation.objects.bulk_create(new, ignore_conflicts=True)
    used = {row.wave.questionnaire_id for row in new}
    Questionnaire.objects.filter(pk__in=used, used_at__isnull=True).update(used_at=now)
    return list(Invitation.objects.filter(token__in=[row.token for row in new]))


def _move(due: list[Due], now: datetime) -> list[Invitation]:
    """Give invitations the window of today's dates. What is over stays over, unless the day that ended it moved."""
    moved = []
    for one in due:
        known, window = one.known, one.window
        if known is None or known.cancelled_at is not None or (known.closes_at <= now and window.closes_at <= now):
            continue
        if (known.opens_at, known.closes_at) != (window.opens_at, window.closes_at):
            known.opens_at, known.closes_at = window.opens_at, window.closes_at
            moved.append(known)
    if moved:
        Invitation.objects.bulk_update(moved, ["opens_at", "closes_at"], batch_size=500)
    return moved


def _said(invitation: Invitation, place: Place, wave: Wave, numbers: Numbers) -> Iterator[Draft]:
    """Yield the invitation and its reminders as messages; what is queued and unsent moves with the dates.

    Each reminder after silence goes by the next way that the person listed.
    """

    def draft(key: str, purpose: str, due_at: datetime, turn: int) -> Draft:
        return Draft(
            key=f"{wave.slug}:{place.pk}:{key}",
            person=place.person,
            purpose=purpose,
            due_at=due_at,
            stale_after=invitation.closes_at,
            subject_key=invitation.subject_key,
            programme_ref=place.programme.ref,
            data={"invitation": invitation.pk, "turn": turn},
        )

    yield draft("invitation", messages.INVITATION, invitation.opens_at, 0)
    for turn, (usual, due) in enumerate(reminders_of(invitation, wave, place.programme.ref, numbers), start=1):
        if due < invitation.closes_at:
            yield draft(f"reminder-{usual}", messages.REMINDER, due, turn)


def _notices(due: list[Due], changed: dict[Key, Invitation], now: datetime) -> list[Draft]:
    """Return the notices of the follow-ups that are ahead.

    One whose moment has passed is said at once where the follow-up is new or has moved, and else left as it is.
    """
    ahead = [one for one in due if one.wave.anchor == Wave.Anchor.MONTHS_AFTER_LAST and one.window.opens_at > now]
    days = notice_days(ahead[0].place.programme.ref) if ahead else None
    if days is None:
        return []
    found = []
    for one in ahead:
        new = changed.get((one.place.pk, one.wave.pk))
        invitation = new or one.known
        if invitation is not None and invitation.cancelled_at is None:
            notice = notice_of(invitation, one.place, days)
            found += [notice] if new or notice.due_at > now else []
    return found


def reminders_of(
    invitation: Invitation, wave: Wave, programme_ref: str, numbers: Numbers
) -> list[tuple[int, datetime]]:
    """Return for each reminder of an invitation the days that the wave says, which name it, and its moment.

    Coordinators set the first, second and third reminder of all surveys of a programme; unset, each wave has its own.
    """
    own = numbers.of(programme_ref)
    days = {
        usual: own.get(str(place), usual)
        for place, usual in enumerate(wave.reminder_days, start=1)
        if not numbers.is_off(str(place), programme_ref)
    }
    # Who agreed late was invited late.
    said = next_open(max(invitation.opens_at, invitation.made_at))
    turns = days_in_turn(invitation.opens_at, said, list(days.values()))
    return list(zip(days, map(morning_of, turns), strict=True))


@transaction.atomic
def leave_evaluation(*, place: Place, by: Person, now: datetime) -> int:
    """Ask this person nothing more, whether or not they stay in the programme; return how many invitations ended.

    What they have answered stays.
    """
    asked = Place.objects.filter(pk=place.pk, left_evaluation_at__isnull=True)
    if asked.update(left_evaluation_at=now, stays_in_evaluation=False):
        audit.record(by=by, action="leave evaluation", about=place, now=now, fields=["left_evaluation_at"])
    waiting = list(Invitation.objects.filter(place=place, cancelled_at__isnull=True, closes_at__gt=now).unanswered())
    about = Message.objects.filter(subject_key__in=[row.subject_key for row in waiting])
    cancel(messages=about, why=_("The person has left the evaluation."), now=now, by=by)
    checks = list(ContactCheck.objects.unanswered().filter(place=place))
    call_off(checks=checks, why=_("The person has left the evaluation."), now=now, by=by)
    return Invitation.objects.filter(pk__in=[row.pk for row in waiting]).update(
        cancelled_at=now, cancelled_why="left the evaluation"
    )


@transaction.atomic
def return_to_evaluation(*, place: Place, left_at: datetime, by: Person, now: datetime) -> int:
    """Ask somebody again who left the evaluation by an error at that moment; return how many invitations are back."""
    left = Place.objects.filter(pk=place.pk, left_evaluation_at=left_at)
    if left.update(left_evaluation_at=None):
        audit.record(by=by, action="return to evaluation", about=place, now=now, fields=["left_evaluation_at"])
    ask_again(place=place, called_off_at=left_at)
    ended = Invitation.objects.filter(place=place, cancelled_at=left_at)
    return ended.update(cancelled_at=None, cancelled_why="")


@transaction.atomic
def leave_all_evaluations(*, person: Person, keep_answers: bool, now: datetime) -> None:
    """Stop asking somebody in all their programmes, as they wish. Without `keep_answers` their consent ends too, so
    that no later data file holds what they have answered.
    """
    for place in Place.objects.of(person).in_evaluation():
        leave_evaluation(place=place, by=person, now=now)
    if not keep_answers:
        for consent in Consent.objects.standing().of(person).filter(purpose=Consent.Purpose.EVALUATION):
            consents.withdraw(consent=consent, by=person, now=now)


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
