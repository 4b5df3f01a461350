"""Threes for a time: somebody works with a pair until a day that was approved."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cohorts.actions.versions import NotAllowedError
from cohorts.models import Cohort, Place
from cohorts.pairing.actions.choices import offer_choice
from cohorts.pairing.actions.settling import ensure_no_exclusion, locked_choice, settled
from cohorts.pairing.candidates import taken_places
from cohorts.pairing.choice_messages import THREE
from cohorts.pairing.models import Pair, PartnerChoice, Three
from common.dates import in_london
from messaging.actions import Draft, cancel, queue_many
from messaging.models import Message
from people.actions.audit import record
from people.models import Person


@transaction.atomic
def settle_with_three(
    *, choice: PartnerChoice, pair: Pair, until: date, approved_by: Person, by: Person, now: datetime
) -> Three:
    """Let somebody join a pair until `until`, and tell all three. Twice gives one three.

    Raises:
        NotAllowedError: it was not chosen, the pair is no pair that works together or has a third already, somebody
            has left, an exclusion stands, or the day has passed.
    """
    choice = locked_choice(choice, PartnerChoice.Option.THREE)
    if choice.new_pair is not None:
        return Three.objects.filter(pair=choice.new_pair, place=choice.place).latest("made_at")
    pair = Pair.objects.with_people().select_related("cohort__programme").get(pk=pair.pk)
    _check(choice, pair, until, now)
    three = Three.objects.create(
        pair=pair,
        place=choice.place,
        since=in_london(now).date(),
        until=until,
        approved_by=approved_by,
        made_at=now,
        made_by=by,
    )
    pair.third, pair.third_from, pair.third_until = choice.place, three.since, until
    pair.third_approved_by, pair.third_shares = approved_by, []
    pair.save(update_fields=["third", "third_from", "third_until", "third_approved_by", "third_shares"])
    settled(choice=choice, by=by, now=now, pair=pair)
    record(by=by, action="three.begin", about=three, now=now)
    _tell(three, pair, by, now)
    return three


@transaction.atomic
def end_three(*, three: Three, now: datetime) -> Three:
    """End a three whose day has passed, whose pair has ended or whose third member has left; the row stays on record.

    Who still takes part and has a workshop ahead chooses again how to go on. Twice changes nothing.
    """
    pair = Pair.objects.get(pk=three.pair_id)
    Cohort.objects.locked().get(pk=pair.cohort_id)
    three = Three.objects.locked().get(pk=three.pk)
    pair = Pair.objects.with_people().select_related("cohort__programme").get(pk=pair.pk)
    if three.ended_at is None:
        three.ended_at = now
        three.save(update_fields=["ended_at"])
        record(by=None, action="three.end", about=three, now=now, fields=["ended_at"])
        cancel(messages=Message.objects.about(_subject(three)), why=_("The three has ended."), now=now)
    if pair.state != Pair.State.ENDED and pair.third_id == three.place_id:
        third = pair.third
        pair.third = pair.third_from = pair.third_until = pair.third_approved_by = None
        pair.third_shares = []
        pair.save(update_fields=["third", "third_from", "third_until", "third_approved_by", "third_shares"])
        if third is not None and third.state == Place.State.ACTIVE and _goes_on(pair.cohort, now):
            offer_choice(pair=pair, place=third, died=False, by=three.made_by, now=now)
    return three


def _goes_on(cohort: Cohort, now: datetime) -> bool:
    return any(workshop.goes_ahead and workshop.starts_at > now for workshop in cohort.workshops.all())


def _check(choice: PartnerChoice, pair: Pair, until: date, now: datetime) -> None:
    if until < in_london(now).date():
        raise NotAllowedError(_("Choose a last day that is not over."))
    if pair.cohort_id != choice.pair.cohort_id or pair.state not in {Pair.State.INTRODUCED, Pair.State.ACTIVE}:
        raise NotAllowedError(_("Choose a pair of this cohort that works together now."))
    if pair.third_id is not None:
        raise NotAllowedError(_("Somebody works with this pair already. Choose another one."))
    busy = taken_places(Pair.objects.active().filter(cohort=pair.cohort_id))
    if choice.place_id in busy or any(place.state != Place.State.ACTIVE for place in (choice.place, *pair.places)):
        raise NotAllowedError(_("One of the three is in another pair by now, or has left. Look again."))
    for member in pair.places:
        ensure_no_exclusion(choice.place, member)


def _tell(three: Three, pair: Pair, by: Person, now: datetime) -> None:
    drafts = [
        Draft(
            key=f"{THREE}:{three.pk}:{place.pk}",
            person=place.person,
            purpose=THREE,
            due_at=now,
            subject_key=_subject(three),
            programme_ref=pair.cohort.programme.ref,
            data={"three": three.pk, "place": place.pk},
            by=by,
        )
        for place in (*pair.places, three.place)
    ]
    queue_many(drafts=drafts, now=now)


def _subject(three: Three) -> str:
    return f"three:{three.pk}"
