"""The back office for workshops. Registers, claims and days are written on the pages for them alone."""

from django.contrib import admin

from common.back_office import LookOnly, person_search
from workshops.models import Claim, LeadRequest, RegisterEntry, Workshop, WorkshopMove


@admin.register(Workshop)
class WorkshopAdmin(LookOnly):
    """Workshops."""

    list_display = ("cohort", "number", "date", "starts", "venue", "state")
    list_filter = ("state", "cohort__programme")
    search_fields = ("ref", "cohort__name", "title", "venue__name")
    fields = (
        "ref",
        "cohort",
        "number",
        "title",
        "date",
        "starts",
        "ends",
        "venue",
        "room",
        "lay_facilitator",
        "professional_facilitator",
        "state",
        "why",
        "held_at",
        "held_by",
        "sequence",
        "changed_at",
        "version",
    )
    ordering = ("-date", "-pk")
    date_hierarchy = "date"
    page = ("workshops:detail", "ref")


@admin.register(RegisterEntry)
class RegisterEntryAdmin(LookOnly):
    """Who came. Notes may say why somebody was ill, so they stay on the register."""

    list_display = ("place__person", "workshop", "mark", "marked_at", "marked_by")
    list_filter = ("mark", "workshop__cohort__programme")
    search_fields = (*person_search("place__person"), "workshop__cohort__name")
    fields = ("workshop", "place", "mark", "marked_at", "marked_by", "version")
    page = ("workshops:register", "workshop.ref")
    also = ("workshop__cohort",)


@admin.register(Claim)
class ClaimAdmin(LookOnly):
    """Claims; receipts stay with the claim."""

    list_display = ("ref", "place__person", "workshop", "state", "sent_at", "paid_at")
    list_filter = ("state", "workshop__cohort__programme")
    search_fields = ("ref", *person_search("place__person"))
    fields = (
        "ref",
        "workshop",
        "place",
        "state",
        "payment_declined",
        "sent_at",
        "sent_by",
        "approved_at",
        "approved_by",
        "paid_at",
    )
    ordering = ("-pk",)
    page = ("workshops:claims", "")
    also = ("workshop__cohort",)


@admin.register(LeadRequest)
class LeadRequestAdmin(LookOnly):
    """Who was asked to lead a workshop."""

    list_display = ("workshop", "person", "role", "date", "answer", "asked_at")
    list_filter = ("answer", "role")
    search_fields = (*person_search("person"), "workshop__cohort__name")
    fields = ("workshop", "person", "role", "date", "asked_at", "answer", "answered_at", "answered_by", "ended_at")
    ordering = ("-asked_at", "-pk")
    page = ("workshops:detail", "workshop.ref")
    also = ("workshop__cohort",)


@admin.register(WorkshopMove)
class WorkshopMoveAdmin(LookOnly):
    """When a workshop was to be before it was moved."""

    list_display = ("workshop", "date", "starts", "venue", "moved_at", "moved_by")
    search_fields = ("workshop__cohort__name", "venue__name")
    fields = ("workshop", "sequence", "date", "starts", "ends", "venue", "room", "moved_at", "moved_by")
    ordering = ("-moved_at", "-pk")
    page = ("workshops:detail", "workshop.ref")
    also = ("workshop__cohort",)
