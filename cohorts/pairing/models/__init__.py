"""Pairs, the proposals they come from, threes for a time, and what somebody chooses who has lost a partner."""

from cohorts.pairing.models.choices import PartnerChoice, Three
from cohorts.pairing.models.pairs import Pair, PairAgreement, Proposal, ProposedPair

__all__ = ["Pair", "PairAgreement", "PartnerChoice", "Proposal", "ProposedPair", "Three"]
