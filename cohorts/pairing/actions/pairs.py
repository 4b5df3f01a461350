"""Writes to pairs: introduce the two, let them work, end it. What happened stays on record."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cohorts.actions.tasks import close_tasks, open_task
from cohorts.actions.versions import NotAllowedError
from cohorts.models import Cohort, Place
from cohorts.pairing.actions.choices import drop_choices, offer_choice, take_back_choices
from cohorts.pairing.actions.guests import guests_come_back, let_guests_go
from cohorts.pairing.candidates import couple, excluded_couples, profiles_of, taken_places
from cohorts.pairing.fit import lacks_common_way
from cohorts.pairing.messages import INTRODUCTION, subject_of
from cohorts.pairing.models import Pair, Three
from cohorts.pairing.querysets import waited_for
from messaging.actions import cancel, queue
from messaging.models import Message
from people.actions.audit import record
from people.models import Person


@dataclass(frozen=True)
class Introduced:
    """What became of introducing a whole cohort: the pairs, a sentence for each that could not be, who is awaited."""

    pairs: tuple[Pair, ...]
    refused: tuple[str, ...]
    # People who have not said whom they must not be paired with: their pairs are left out.
    waiting: tuple[Place, ...] = ()


@transaction.atomic
def introduce_pair(*, pair: Pair, by: Person, now: datetime, unasked: str = "") -> Pair:
    """Tell the two who their partner is. Introducing a pair twice tells nobody twice.

    `unasked` is the reason not to wait until both have said whom they must not be paired with; it is kept.

    Raises:
        NotAllowedError: the pair has ended, one of the two has left, an exclusion stands between them, or one of
            them has not said yet whom they must not be paired with.
    """
    Cohort.objects.locked().get(pk=pair.cohort_id)
    pair = Pair.objects.with_people().select_related("cohort__programme").get(pk=pair.pk)
    if pair.state in {Pair.State.INTRODUCED, Pair.State.ACTIVE}:
        return pair
    _check_introduction(pair)
    if silent := waited_for(pair.places):
        if not unasked:
            raise NotAllowedError(say_waiting(silent))
        pair.introduced_unasked = unasked[:250]
    pair.state, pair.introduced_at, pair.introduced_by = Pair.State.INTRODUCED, now, by
    pair.save(update_fields=["state", "introduced_at", "introduced_by", "introduced_unasked"])
    for place in pair.places:
        queue(
            key=f"{INTRODUCTION}:{pair.pk}:{place.pk}",
            person=place.person,
            purpose=INTRODUCTION,
            due_at=now,
            now=now,
            subject_key=subject_of(pair),
            programme_ref=pair.cohort.programme.ref,
            data={"pair": pair.pk, "place": place.pk},
            by=by,
        )
    _help_to_keep_in_touch(pair, now)
    record(by=by, action="pair.introduce", about=pair, now=now, fields=["state"])
    return pair


def introduce_all(*, cohort: Cohort, by: Person, now: datetime, only_firm: bool = False) -> Introduced:
    """Introduce every pair of a cohort that waits for it; one that cannot be introduced does not stop the others.

    With `only_firm` those stay in which an employer has not confirmed a place yet. Those always stay in which somebody
    has not said yet whom they must not be paired with.
    """
    pairs, refused = [], []
    chosen = Pair.objects.to_introduce().filter(cohort=cohort).with_people().order_by("pk")
    ready = [pair for pair in chosen if not (only_firm and pair.provisional)]
    waiting = waited_for(place for pair in ready for place in pair.places)
    for pair in ready:
        if any(place in waiting for place in pair.places):
            continue
        try:
            pairs.append(introduce_pair(pair=pair, by=by, now=now))
        except NotAllowedError as error:
            refused.append(str(error))
    return Introduced(tuple(pairs), tuple(refused), tuple(waiting))


@transaction.atomic
def begin_pair(*, pair: Pair, by: Person, now: datetime) -> Pair:
    """Record that the two have been in touch and work together. Twice changes nothing.

    Raises:
        NotAllowedError: they are not introduced yet, or the pair has ended.
    """
    pair = Pair.objects.locked().get(pk=pair.pk)
    if pair.state == Pair.State.ACTIVE:
        return pair
    if Pair.State.ACTIVE not in Pair.MOVES[pair.state]:
        raise NotAllowedError(_("This pair is not introduced, or it has ended. Load the page again."))
    pair.state = Pair.State.ACTIVE
    pair.save(update_fields=["state"])
    record(by=by, action="pair.begin", about=pair, now=now, fields=["state"])
    return pair


@transaction.atomic
def end_pair(*, pair: Pair, reason: str, note: str = "", by: Person, now: datetime) -> Pair:
    """End a pair; it stays on record with when, who and why, and both are free for another. Twice changes nothing.

    Who chose a new partner, and was never introduced to this one, can choose again. A graduate who came as that partner
    goes, unless the pairs are made anew.
    """
    Cohort.objects.locked().get(pk=pair.cohort_id)
    pair = Pair.objects.locked().get(pk=pair.pk)
    if pair.state == Pair.State.ENDED:
        return pair
    pair.state, pair.ended_from, pair.ended_at, pair.ended_by = Pair.State.ENDED, pair.state, now, by
    pair.end_reason, pair.end_note = reason, note
    pair.save(update_fields=["state", "ended_from", "ended_at", "ended_by", "end_reason", "end_note"])
    Three.objects.open().filter(pair=pair).update(ended_at=now)
    close_tasks(keys=[f"pair-contact:{pair.pk}"], by=by, now=now)
    cancel(messages=Message.objects.about(subject_of(pair)), why=_("The pair has ended."), now=now, by=by)
    if pair.introduced_at is None:
        take_back_choices(pair=pair, by=by, now=now)
        if reason != Pair.EndReason.REPAIRED:
            let_guests_go(pair=pair, by=by, now=now)
    record(by=by, action="pair.end", about=pair, now=now, fields=["state", "end_reason"])
    return pair


@transaction.atomic
def end_pair_of_leaver(*, pair: Pair, now: datetime) -> Pair:
    """End a pair of which somebody has left the programme, and see to whoever is left.

    Once the first workshop has begun they choose how to go on; before it a reserve may come, so staff talk with them.
    On a death a member of staff phones first: nothing is said to them until then, and pairing anew waits.

    Raises:
        NotAllowedError: nobody has left.
    """
    Cohort.objects.locked().get(pk=pair.cohort_id)
    pair = Pair.objects.with_people().select_related("cohort__programme").get(pk=pair.pk)
    gone = next((place for place in pair.places if place.state == Place.State.WITHDRAWN), None)
    if gone is None or gone.withdrawn_by is None:
        raise NotAllowedError(_("Both still take part in this pair."))
    if pair.state == Pair.State.ENDED:
        return pair
    died = gone.person.deceased_on is not None
    reason = Pair.EndReason.DIED if died else Pair.EndReason.WITHDREW
    ended = end_pair(pair=pair, reason=reason, by=gone.withdrawn_by, now=now)
    for left in (place for place in pair.everybody if place.state == Place.State.ACTIVE and pair.introduced_at):
        if died or pair.cohort.has_begun(now=now):
            offer_choice(pair=pair, place=left, died=died, by=gone.withdrawn_by, now=now)
        else:
            _talk_with(left, pair, now)
    return ended


@transaction.atomic
def reopen_pair(*, pair: Pair, by: Person, now: datetime) -> bool:
    """Let a pair go on whose end was an error, as long as neither works in another pair; tell whether it does."""
    Cohort.objects.locked().get(pk=pair.cohort_id)
    pair = Pair.objects.locked().get(pk=pair.pk)
    busy = taken_places(Pair.objects.active().filter(cohort=pair.cohort_id))
    if pair.state != Pair.State.ENDED or not pair.ended_from or {pair.lay_id, pair.professional_id} & busy:
        return False
    if not guests_come_back(pair=pair, by=by, now=now):
        return False
    pair.state, pair.ended_from, pair.ended_at, pair.ended_by = pair.ended_from, "", None, None
    pair.end_reason, pair.end_note, pair.third = "", "", None
    pair.third_from = pair.third_until = pair.third_approved_by = None
    pair.save()
    drop_choices(pair=pair, why=_("The partner is back."), by=by, now=now)
    record(by=by, action="pair.reopen", about=pair, now=now, fields=["state"])
    return True


def _talk_with(left: Place, pair: Pair, now: datetime) -> None:
    open_task(
        key=f"pair-lost:{pair.pk}",
        kind="pair-lost",
        title=_("Tell %(name)s: their partner has left, and a reserve may come.") % {"name": left.person},
        programme=pair.cohort.programme,
        cohort=pair.cohort,
        person=left.person,
        subject_ref=pair.ref,
        now=now,
    )


@transaction.atomic
def choose_sharing(*, pair: Pair, place: Place, ways: list[str], by: Person, now: datetime) -> Pair:
    """Keep by which ways one member lets the others reach them; an empty list takes everything back."""
    pair = Pair.objects.locked().get(pk=pair.pk)
    field = pair.share_field_of(place)
    setattr(pair, field, sorted(set(ways)))
    pair.save(update_fields=[field])
    record(by=by, action="pair.share", about=pair, now=now, fields=[field])
    return pair


def say_waiting(places: Iterable[Place]) -> str:
    """Return the sentence that names who has not said yet whom they must not be paired with."""
    return _(
        "%(names)s: we wait until they have said whom they must not be paired with. Phone them, or introduce the pair "
        "on its own page all the same."
    ) % {"names": ", ".join(str(place.person) for place in places)}


def _check_introduction(pair: Pair) -> None:
    names = {"lay": pair.lay.person, "professional": pair.professional.person}
    if pair.state == Pair.State.ENDED:
        raise NotAllowedError(_("The pair of %(lay)s and %(professional)s has ended.") % names)
    if any(place.state != Place.State.ACTIVE for place in pair.places):
        raise NotAllowedError(
            _("%(lay)s or %(professional)s has left the programme. End this pair, then pair again.") % names
        )
    if couple(*pair.places) in excluded_couples(pair.cohort.programme_id):
        raise NotAllowedError(
            _("An exclusion stands between %(lay)s and %(professional)s. End this pair, then pair again.") % names
        )


def _help_to_keep_in_touch(pair: Pair, now: datetime) -> None:
    profiles = profiles_of(pair.places)
    if lacks_common_way(profiles[pair.lay_id], profiles[pair.professional_id]):
        open_task(
            key=f"pair-contact:{pair.pk}",
            kind="pair-contact",
            title=_("Help %(lay)s and %(professional)s to find a way to keep in touch.")
            % {"lay": pair.lay.person, "professional": pair.professional.person},
            programme=pair.cohort.programme,
            cohort=pair.cohort,
            subject_ref=pair.ref,
            now=now,
        )
