"""The outbox, and the letters that staff print from it."""

from messaging.models.letters import FormatOrder, PrintBatch, PrintedLetter
from messaging.models.outbox import UNSENT, Call, Channel, Message, Rule, SweepStatus, Template, sources_of

__all__ = [
    "UNSENT",
    "Call",
    "Channel",
    "FormatOrder",
    "Message",
    "PrintBatch",
    "PrintedLetter",
    "Rule",
    "SweepStatus",
    "Template",
    "sources_of",
]
