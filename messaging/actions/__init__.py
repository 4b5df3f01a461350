"""Everything that is written to the outbox."""

from messaging.actions.copies import cancel_unwanted, queue_copies, tell_of_changes, tell_supporters
from messaging.actions.delivery import deliver_due
from messaging.actions.queueing import Draft, cancel, cancel_all_to, queue, queue_again, queue_many
from messaging.actions.sending import send_now, send_to_address
from messaging.actions.staff import cancel_one, hold, hurry, record_call, release, send_again
from messaging.actions.sweeps import claim_sweep, record_sweep

__all__ = [
    "Draft",
    "cancel",
    "cancel_all_to",
    "cancel_one",
    "cancel_unwanted",
    "claim_sweep",
    "deliver_due",
    "hold",
    "hurry",
    "queue",
    "queue_again",
    "queue_copies",
    "queue_many",
    "record_call",
    "record_sweep",
    "release",
    "send_again",
    "send_now",
    "send_to_address",
    "tell_of_changes",
    "tell_supporters",
]
