"""The outbox, what comes back, and the letters that staff print from it."""

from messaging.models.answers import ChannelStop, ProviderReport
from messaging.models.bulk import BulkMessage
from messaging.models.letters import FormatOrder, PrintBatch, PrintedLetter
from messaging.models.outbox import UNSENT, Call, Channel, Message, SweepStatus, sources_of
from messaging.models.words import Rule, Template

__all__ = [
    "UNSENT",
    "BulkMessage",
    "Call",
    "Channel",
    "ChannelStop",
    "FormatOrder",
    "Message",
    "PrintBatch",
    "PrintedLetter",
    "ProviderReport",
    "Rule",
    "SweepStatus",
    "Template",
    "sources_of",
]
