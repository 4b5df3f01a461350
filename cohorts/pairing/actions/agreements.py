"""Writes to what a pair agrees about working together."""

from datetime import datetime

from django.db import IntegrityError, transaction

from cohorts.actions.versions import StaleError, save_version
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
    values = {"words": words, "signed_by_lay_at": None, "signed_by_professional_at": None}
    changed = save_version(row=agreement, version=version, values=values)
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


def _first_agreement(pair: Pair, words: str, by: Person, now: datetime) -> PairAgreement:
    try:
        with transaction.atomic():
            agreement = PairAgreement.objects.create(pair=pair, words=words)
    except IntegrityError:
        # The partner began at the same moment.
        raise StaleError(PairAgreement.objects.get(pair=pair)) from None
    record(by=by, action="agreement.write", about=agreement, now=now, fields=["words"])
    return agreement
