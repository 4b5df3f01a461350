"""Pairs and how they are looked after, proposals and their weights, and what somebody chooses without a partner."""

from cohorts.pairing.models.care import WEEKS, PairCare, Pulse
from cohorts.pairing.models.choices import PartnerChoice, Three
from cohorts.pairing.models.conflicts import ConflictCheck
from cohorts.pairing.models.pairs import Pair, PairAgreement, Proposal, ProposedPair
from cohorts.pairing.models.weightings import Acquaintance, Weighting

__all__ = [
    "WEEKS",
    "Acquaintance",
    "ConflictCheck",
    "Pair",
    "PairAgreement",
    "PairCare",
    "PartnerChoice",
    "Proposal",
    "ProposedPair",
    "Pulse",
    "Three",
    "Weighting",
]
