"""The back office for recruitment. Answers of applicants, pools of draws and rows of files are not shown here."""

from django.contrib import admin

from cohorts.recruitment.models import (
    Application,
    Draw,
    EmployerRelease,
    ImportBatch,
    Offer,
    OutreachLink,
    OutreachPartner,
    Promise,
    Quota,
    Reserve,
)
from common.back_office import LookOnly, person_search


@admin.register(Application)
class ApplicationAdmin(LookOnly):
    """Applications: how they stand, never what was answered."""

    list_display = ("ref", "person", "programme", "role", "state", "source", "submitted_at")
    list_filter = ("state", "role", "source", "programme")
    search_fields = ("ref", *person_search("person"))
    fields = (
        "ref",
        "programme",
        "person",
        "possible_duplicate_of",
        "role",
        "state",
        "source",
        "started_at",
        "saved_at",
        "submitted_at",
        "outreach_link",
        "keyed_by",
        "keyed_at",
        "decided_at",
        "decided_by",
        "withdrawn_at",
        "version",
    )
    date_hierarchy = "submitted_at"
    page = ("recruitment:application", "ref")


@admin.register(Quota)
class QuotaAdmin(LookOnly):
    """Quotas with what makes them lawful."""

    list_display = ("cohort", "category", "value", "role", "minimum", "maximum", "approved_on", "review_on")
    list_filter = ("category", "cohort__programme")
    search_fields = ("cohort__name", "category", "value")
    fields = (
        "cohort",
        "category",
        "value",
        "role",
        "minimum",
        "maximum",
        "evidence",
        "proportionality",
        "approved_by",
        "approved_on",
        "review_on",
    )
    page = ("recruitment:quotas", "cohort.ref")


@admin.register(Draw)
class DrawAdmin(LookOnly):
    """Draws. The sealed pool, and who was drawn, are read on the page of the draw."""

    list_display = ("ref", "programme", "state", "met", "made_at", "made_by")
    list_filter = ("state", "met", "programme")
    search_fields = ("ref", "digest", "programme__name")
    fields = (
        "ref",
        "programme",
        "state",
        "seed",
        "method",
        "algorithm_version",
        "met",
        "digest",
        "made_at",
        "made_by",
        "settled_at",
        "settled_by",
    )
    page = ("recruitment:draw", "ref")


@admin.register(Offer)
class OfferAdmin(LookOnly):
    """Offers."""

    list_display = ("ref", "application__person", "cohort", "role", "state", "reply_by")
    list_filter = ("state", "role", "cohort__programme")
    search_fields = ("ref", *person_search("application__person"), "application__ref")
    fields = (
        "ref",
        "application",
        "cohort",
        "role",
        "draw",
        "state",
        "reply_by",
        "made_at",
        "made_by",
        "answered_at",
        "answered_by",
        "place",
    )
    ordering = ("-made_at", "-pk")
    page = ("recruitment:offers", "cohort.ref")
    also = ("place__person",)


@admin.register(Reserve)
class ReserveAdmin(LookOnly):
    """Reserve lists."""

    list_display = ("application__person", "cohort", "role", "position", "used_at")
    list_filter = ("role", "cohort__programme")
    search_fields = (*person_search("application__person"), "application__ref")
    fields = ("draw", "cohort", "application", "role", "position", "used_at")
    page = ("recruitment:offers", "cohort.ref")


@admin.register(EmployerRelease)
class EmployerReleaseAdmin(LookOnly):
    """Releases of employers. The link of the manager is kept as a hash, and not shown."""

    list_display = ("place__person", "manager_name", "state", "asked_at", "answered_at")
    list_filter = ("state", "place__programme")
    search_fields = (*person_search("place__person"), "manager_name")
    fields = ("place", "manager", "manager_name", "state", "asked_at", "answered_at", "answered_by")
    ordering = ("-asked_at", "-pk")
    page = ("recruitment:offers", "place.cohort.ref")
    also = ("place__cohort",)


@admin.register(Promise)
class PromiseAdmin(LookOnly):
    """Places promised in a later cohort."""

    list_display = ("ref", "place__person", "made_at", "kept_at", "dropped_at")
    search_fields = ("ref", *person_search("place__person"))
    fields = ("ref", "place", "application", "made_at", "made_by", "kept_at", "kept_by", "dropped_at", "dropped_by")
    ordering = ("-made_at", "-pk")
    page = ("cohorts:place", "place.ref")


@admin.register(OutreachPartner)
class OutreachPartnerAdmin(LookOnly):
    """Organisations through which people are reached."""

    list_display = ("name", "programme", "group", "contact_name")
    list_filter = ("programme",)
    search_fields = ("name", "group", "contact_name")
    fields = (
        "programme",
        "name",
        "group",
        "contact_name",
        "contact_email",
        "contact_phone",
    )


@admin.register(OutreachLink)
class OutreachLinkAdmin(LookOnly):
    """Rows of outreach plans, with their codes."""

    list_display = ("ref", "partner", "cohort", "visits", "last_spoken_on", "next_step_on", "stopped_at")
    list_filter = ("partner__programme",)
    search_fields = ("ref", "partner__name")
    fields = (
        "ref",
        "partner",
        "cohort",
        "group",
        "promised",
        "last_spoken_on",
        "next_step",
        "next_step_on",
        "visits",
        "made_at",
        "stopped_at",
        "version",
    )


@admin.register(ImportBatch)
class ImportBatchAdmin(LookOnly):
    """Files of applications: that they came, never what was in them."""

    list_display = ("ref", "file_name", "programme", "state", "staged_at", "staged_by")
    list_filter = ("state", "programme")
    search_fields = ("ref", "file_name")
    fields = (
        "ref",
        "programme",
        "file_name",
        "file_hash",
        "state",
        "staged_at",
        "staged_by",
        "confirmed_at",
        "confirmed_by",
        "imported_at",
        "undone_at",
        "undone_by",
    )
