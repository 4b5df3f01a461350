"""What people say to a case study that they are in: yes, no, or yes and later no more."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cohorts.actions.versions import NotAllowedError
from people.actions.audit import record
from people.actions.consents import give
from people.consent_texts import CURRENT
from people.errors import NotTheirsToGive
from people.models import Consent, Death, Person
from people.models.support import AgreedVia
from projects.actions.case_studies import take_down
from projects.models import Agreement, CaseStudy
from projects.querysets.case_studies import people_in

State = CaseStudy.State


@transaction.atomic
def answer(
    *,
    study: CaseStudy,
    text_version: int,
    person: Person,
    agrees: bool,
    words: str,
    by: Person,
    now: datetime,
    via: str = AgreedVia.WEB,
) -> Agreement:
    """Note whether somebody agrees to this version; `by` is the person, or who of the staff was told (`via`).

    Whoever agrees also agrees to publicity, the words of which they were shown. Whoever does not, or no more, takes a
    public case study down at once. The same answer again changes nothing.

    Raises:
        NotTheirsToGive: somebody else answered on this website.
        NotAllowedError: the words have changed since, the person is not in it, or their family is not asked yet.
    """
    if via == AgreedVia.WEB and by != person:
        raise NotTheirsToGive
    # Nobody agrees to words that are being changed.
    locked = CaseStudy.objects.locked().get(pk=study.pk)
    if locked.state == State.DRAFT or locked.text_version != text_version:
        raise NotAllowedError(_("The words have changed since you opened the page. Read them again, please."))
    if not people_in(locked).filter(pk=person.pk).exists():
        raise NotAllowedError(_("%(name)s is not in this case study.") % {"name": person})
    if agrees and Death.objects.holding_back().filter(person=person).exists():
        raise NotAllowedError(_("%(name)s has died. Ask the family first.") % {"name": person})
    row, _made = Agreement.objects.get_or_create(case_study=locked, person=person, text_version=text_version)
    if agrees:
        give(person=person, text=CURRENT[Consent.Purpose.PUBLICITY], by=by, now=now, channel=via)
    if row.answered and row.agrees == agrees and row.words == words:
        return row
    _note(row, agrees=agrees, now=now)
    row.words, row.via, row.recorded_by = words, via, by
    row.save()
    record(by=by, action="case_study.agree" if agrees else "case_study.disagree", about=row, now=now)
    if not agrees:
        take_down(study=locked, by=by, now=now)
    return row


def _note(row: Agreement, *, agrees: bool, now: datetime) -> None:
    """Write the answer down. A yes that was taken back stays on record as both."""
    if agrees:
        row.agreed_at, row.withdrawn_at, row.refused_at = row.agreed_at if row.agrees else now, None, None
    elif row.agreed_at is not None:
        row.withdrawn_at = row.withdrawn_at or now
    else:
        row.refused_at = row.refused_at or now
