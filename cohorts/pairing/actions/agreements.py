"""Writes to what a pair agrees about working together."""

from datetime import date, datetime, time

from django.db import IntegrityError, transaction
from django.utils.timezone import make_aware
from django.utils.translation import gettext as _

from cohorts.actions.versions import NotAllowedError, StaleError, save_version
from cohorts.models import Place
from cohorts.pairing.actions.pairs import begin_pair
from cohorts.pairing.models import Pair, PairAgreement
from people.actions.audit import record
from people.models import Person


@transaction.atomic
def write_agreement(*, pair: Pair, version: int, words: str, by: Person, now: datetime) -> PairAgreement:
    """Write down how the two work together. New words need both signatures again; the same words keep them.

    `version` is what the page showed, 0 where there was no agreement yet.

    Raises:
        StaleError: the partner wrote at the same time.
    """
    agreement = PairAgreement.objects.filter(pair=pair).first()
    if agreement is None:
        return _first_agreement(pair, words, by, now)
    if agreement.words == words and agreement.version == version:
        return agreement
    values = {"words": words, "signed_by_lay_at": None, "signed_by_professional_at": None, "recorded_by": None}
    changed = save_version(row=agreement, version=version, values=values, whole=True)
    record(by=by, action="agreement.write", about=agreement, now=now, fields=changed)
    return agreement


@transaction.atomic
def sign_agreement(*, agreement: PairAgreement, version: int, place: Place, by: Person, now: datetime) -> PairAgreement:
    """Sign the words that the page showed. When both have signed, the pair works together. Twice changes nothing.

    Raises:
        StaleError: the words changed since the page was shown.
    """
    agreement = PairAgreement.objects.locked().select_related("pair").get(pk=agreement.pk)
    if agreement.version != version:
        raise StaleError(agreement)
    field = "signed_by_lay_at" if place.pk == agreement.pair.lay_id else "signed_by_professional_at"
    if getattr(agreement, field) is None:
        setattr(agreement, field, now)
        agreement.save(update_fields=[field])
        record(by=by, action="agreement.sign", about=agreement, now=now, fields=[field])
    if agreement.signed_by_both and agreement.pair.state == Pair.State.INTRODUCED:
        begin_pair(pair=agreement.pair, by=by, now=now)
    return agreement


@transaction.atomic
def record_agreement(
    *, pair: Pair, version: int, words: str, signed_on: date, by: Person, now: datetime
) -> PairAgreement:
    """Copy an agreement from the paper that both have signed; the pair works together from then on. Twice: once.

    `version` is what the page showed, 0 where there was no agreement yet.

    Raises:
        StaleError: one of the two wrote at the same time.
        NotAllowedError: they are not introduced, or the pair has ended.
    """
    pair = Pair.objects.locked().get(pk=pair.pk)
    if pair.state not in {Pair.State.INTRODUCED, Pair.State.ACTIVE}:
        raise NotAllowedError(_("This pair is not introduced, or it has ended. Load the page again."))
    agreement = PairAgreement.objects.filter(pair=pair).first()
    if agreement is not None and agreement.words == words and agreement.signed_by_both:
        return agreement
    agreement = agreement or _first_agreement(pair, words, by, now)
    # The paper names a day, not an hour.
    signed_at = min(now, make_aware(datetime.combine(signed_on, time(12))))
    signed = {"signed_by_lay_at": signed_at, "signed_by_professional_at": signed_at, "recorded_by": by}
    changed = save_version(row=agreement, version=version or 1, values={"words": words, **signed})
    record(by=by, action="agreement.record", about=agreement, now=now, fields=changed)
    if pair.state == Pair.State.INTRODUCED:
        begin_pair(pair=pair, by=by, now=now)
    return PairAgreement.objects.get(pk=agreement.pk)


def _first_agreement(pair: Pair, words: str, by: Person, now: datetime) -> PairAgreement:
    try:
        with transaction.atomic():
            agreement = PairAgreement.objects.create(pair=pair, words=words)
    except IntegrityError:
        # The partner began at the same moment.
        raise StaleError(PairAgreement.objects.get(pair=pair)) from None
    record(by=by, action="agreement.write", about=agreement, now=now, fields=["words"])
    return agreement
