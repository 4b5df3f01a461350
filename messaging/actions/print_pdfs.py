"""The PDF of a print batch: made once, kept sealed in the private storage, and erased with the words after a while."""

import logging
from datetime import datetime, timedelta
from hashlib import sha256

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import InterfaceError, OperationalError, transaction

from common.fields import seal, unseal
from common.pdf import NoPdfHere, make_pdf
from messaging.models import FormatOrder, PrintBatch, PrintedLetter
from messaging.printing import STYLESHEET, pages_of

log = logging.getLogger(__name__)
Pdf = PrintBatch.Pdf
# So many letters take about 3 seconds: nobody waits for more. The sweep makes the rest.
AT_ONCE = 25
# Whoever began a PDF and has not come back by then is taken for dead.
STUCK_AFTER = timedelta(minutes=10)
KEPT = timedelta(days=30)


def path_of(batch: PrintBatch) -> str:
    """Return where the sealed PDF is kept in the private storage."""
    return f"letters/{batch.ref}.pdf.sealed"


def make_pdf_now(*, batch: PrintBatch, now: datetime) -> bool:
    """Make the PDF of a batch while somebody waits, where it is short; tell whether it is there."""
    if batch.pdf_state == Pdf.WAITING and batch.letters.count() <= AT_ONCE:
        return make_batch_pdf(batch=batch, now=now)
    return batch.pdf_state == Pdf.READY


def make_batch_pdf(*, batch: PrintBatch, now: datetime) -> bool:
    """Make and keep the PDF of a batch; tell whether it is there. Of two workers one makes it.

    No transaction is open meanwhile: it takes as long as it takes.
    """
    if not _claim(batch, now):
        return False
    letters = list(batch.letters.select_related("message__person").order_by("position"))
    try:
        pdf = make_pdf(html=pages_of(batch, letters, toolbar=False), stylesheet=STYLESHEET)
    except NoPdfHere:
        return _settle(batch, Pdf.MISSING, now)
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        log.exception("The PDF of print batch %s could not be made.", batch.ref)
        return _settle(batch, Pdf.FAILED, now)
    storage = storages["private"]
    storage.delete(path_of(batch))
    storage.save(path_of(batch), ContentFile(seal(pdf)))
    return _settle(batch, Pdf.READY, now, sha256(pdf).hexdigest())


def _claim(batch: PrintBatch, now: datetime) -> bool:
    to_make = PrintBatch.objects.filter(pk=batch.pk).to_make(stuck_since=now - STUCK_AFTER).order_by()
    return to_make.update(pdf_state=Pdf.MAKING, pdf_since=now) == 1


def _settle(batch: PrintBatch, to: Pdf, now: datetime, digest: str = "") -> bool:
    rows = PrintBatch.objects.filter(pk=batch.pk, pdf_state=Pdf.MAKING)
    rows.update(pdf_state=to, pdf_since=now, pdf_sha256=digest)
    batch.refresh_from_db(fields=["pdf_state", "pdf_since", "pdf_sha256"])
    return batch.pdf_state == Pdf.READY


def make_again(*, batch: PrintBatch, now: datetime) -> bool:
    """Try once more to make a PDF that failed, or that this machine could not make; tell whether it is there."""
    failed = PrintBatch.objects.filter(pk=batch.pk, pdf_state__in=[Pdf.MISSING, Pdf.FAILED])
    failed.update(pdf_state=Pdf.WAITING, pdf_since=now)
    batch.refresh_from_db(fields=["pdf_state"])
    return make_pdf_now(batch=batch, now=now)


def read_pdf(*, batch: PrintBatch) -> bytes | None:
    """Return the PDF of a batch, or None where there is none."""
    if batch.pdf_state != Pdf.READY or not storages["private"].exists(path_of(batch)):
        return None
    with storages["private"].open(path_of(batch)) as file:
        return unseal(file.read())


def make_waiting_pdfs(*, now: datetime) -> int:
    """Make the PDFs that wait, the oldest first; return how many were made."""
    waiting = list(PrintBatch.objects.to_make(stuck_since=now - STUCK_AFTER))
    return sum(make_batch_pdf(batch=batch, now=now) for batch in waiting)


def erase_old_letters(*, now: datetime) -> int:
    """Erase the words and PDFs of batches, and the words of orders, after 30 days; return how many rows that were.

    That they were printed, for whom and by whom, stays.
    """
    batches = list(PrintBatch.objects.to_erase(made_before=now - KEPT))
    for batch in batches:
        _erase(batch, now)
    orders = FormatOrder.objects.to_erase(ordered_before=now - KEPT).update(content=None, erased_at=now)
    return len(batches) + orders


@transaction.atomic
def _erase(batch: PrintBatch, now: datetime) -> None:
    PrintedLetter.objects.filter(batch=batch).update(content=None)
    PrintBatch.objects.filter(pk=batch.pk).update(pdf_state=Pdf.ERASED, pdf_since=now, erased_at=now)
    transaction.on_commit(lambda: storages["private"].delete(path_of(batch)))
