"""Everything that is written to the outbox."""

from messaging.actions.queueing import cancel, cancel_all_to, queue
from messaging.actions.sending import send_now, send_to_address
from messaging.actions.sweeps import claim_sweep, record_sweep

__all__ = ["cancel", "cancel_all_to", "claim_sweep", "queue", "record_sweep", "send_now", "send_to_address"]
