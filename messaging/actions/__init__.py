"""Everything that is written to the outbox."""

from messaging.actions.delivery import deliver_due
from messaging.actions.queueing import Draft, cancel, cancel_all_to, queue, queue_many
from messaging.actions.sending import send_now, send_to_address
from messaging.actions.sweeps import claim_sweep, record_sweep

__all__ = [
    "Draft",
    "cancel",
    "cancel_all_to",
    "claim_sweep",
    "deliver_due",
    "queue",
    "queue_many",
    "record_sweep",
    "send_now",
    "send_to_address",
]
