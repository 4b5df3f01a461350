"""The back office for messages. Every row is read-only: the outbox is written by the service alone."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from common.back_office import LookOnly, person_search
from messaging.models import Call, Message, PrintBatch, Rule, SweepStatus, Template


@admin.register(Message)
class MessageAdmin(LookOnly):
    """The outbox: where each message is, never its words nor where it went."""

    list_display = ("ref", "person", "purpose", "state", "channel", "due_at", "sent_at")
    list_filter = ("state", "channel", "purpose")
    search_fields = ("ref", "key", *person_search("person"))
    fields = (
        "ref",
        "key",
        "person",
        "purpose",
        "subject_key",
        "programme_ref",
        "urgent",
        "state",
        "due_at",
        "stale_after",
        "queued_at",
        "queued_by",
        "attempts",
        "retry_at",
        "on_unknown",
        "channel",
        "language",
        "easy_read",
        "sent_at",
        "settled_at",
        "settled_by",
        "why",
        "copy_of",
        "copy_for",
    )
    ordering = ("-due_at", "-pk")
    date_hierarchy = "due_at"
    page = ("messaging:message", "ref")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Message]:
        """Leave out what is confidential, even that it was said."""
        return super().get_queryset(request).filter(confidential=False)


@admin.register(Call)
class CallAdmin(LookOnly):
    """Telephone calls; what was said stays with the team."""

    list_display = ("person", "outcome", "at", "by", "again_on")
    list_filter = ("outcome",)
    search_fields = (*person_search("person"),)
    fields = ("person", "outcome", "at", "by", "again_on")


@admin.register(Template)
class TemplateAdmin(LookOnly):
    """Words that replace the usual ones, with every version."""

    list_display = ("purpose", "channel", "language", "easy_read", "programme_ref", "version", "saved_at")
    list_filter = ("channel", "language", "purpose")
    search_fields = ("purpose", "title", "body", "programme_ref")
    fields = (
        "purpose",
        "channel",
        "language",
        "easy_read",
        "programme_ref",
        "version",
        "title",
        "body",
        "saved_at",
        "saved_by",
    )


@admin.register(Rule)
class RuleAdmin(LookOnly):
    """When a purpose is due."""

    list_display = ("purpose", "occurrence", "programme_ref", "days", "active")
    list_filter = ("active", "purpose")
    search_fields = ("purpose", "occurrence", "programme_ref")
    fields = ("purpose", "occurrence", "programme_ref", "days", "active")


@admin.register(SweepStatus)
class SweepStatusAdmin(LookOnly):
    """When each sweep last ran."""

    list_display = ("name", "last_started_at", "last_finished_at", "handled", "last_error")
    search_fields = ("name", "last_error")
    fields = ("name", "last_started_at", "last_finished_at", "handled", "last_error")


@admin.register(PrintBatch)
class PrintBatchAdmin(LookOnly):
    """Letters that were printed together, without the letters."""

    list_display = ("ref", "made_at", "made_by", "pdf_state", "posted_on")
    list_filter = ("pdf_state",)
    search_fields = ("ref", "made_by__family_name")
    fields = (
        "ref",
        "made_at",
        "made_by",
        "pdf_state",
        "pdf_since",
        "pdf_sha256",
        "posted_on",
        "posted_at",
        "posted_by",
        "erased_at",
    )
