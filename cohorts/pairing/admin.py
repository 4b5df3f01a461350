"""The back office for pairs. Why two fit, and what they agreed, stays on the pages of pairs."""

from django.contrib import admin

from cohorts.pairing.models import Pair, Proposal, Three
from common.back_office import LookOnly, person_search


@admin.register(Pair)
class PairAdmin(LookOnly):
    """Pairs; ending one never erases it. Why one ended may speak of a conflict, so it is not shown."""

    list_display = ("ref", "lay__person", "professional__person", "cohort", "state", "introduced_at")
    list_filter = ("state", "cohort__programme")
    search_fields = ("ref", *person_search("lay__person"), *person_search("professional__person"))
    fields = (
        "ref",
        "cohort",
        "lay",
        "professional",
        "state",
        "made_at",
        "made_by",
        "introduced_at",
        "introduced_by",
        "third",
        "third_from",
        "third_until",
        "third_approved_by",
        "ended_at",
        "ended_by",
    )
    ordering = ("-pk",)
    page = ("pairing:pair", "ref")
    also = ("third__person",)


@admin.register(Proposal)
class ProposalAdmin(LookOnly):
    """Runs of the pairing."""

    list_display = ("cohort", "name", "state", "total_fit", "made_at", "made_by")
    list_filter = ("state", "cohort__programme")
    search_fields = ("cohort__name", "name")
    fields = ("cohort", "name", "state", "total_fit", "algorithm_version", "made_at", "made_by", "version")
    ordering = ("-made_at", "-pk")
    page = ("pairing:board", "cohort.ref")


@admin.register(Three)
class ThreeAdmin(LookOnly):
    """Who worked with a pair for a time."""

    list_display = ("place__person", "since", "until", "approved_by", "ended_at")
    search_fields = (*person_search("place__person"),)
    fields = ("pair", "place", "since", "until", "approved_by", "made_at", "made_by", "ended_at")
    ordering = ("-made_at", "-pk")
    page = ("pairing:pair", "pair.ref")
