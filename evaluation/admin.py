"""The back office for the evaluation: what is asked, and when. What was answered has no page here, nor who answered."""

from django.contrib import admin

from common.back_office import LookOnly, person_search
from evaluation.models import Item, Questionnaire, Section, Snapshot, Wave


@admin.register(Questionnaire)
class QuestionnaireAdmin(LookOnly):
    """Questionnaires; a version that is in use never changes."""

    list_display = ("title", "slug", "version", "made_at", "used_at")
    search_fields = ("title", "slug")
    fields = ("slug", "version", "title", "introduction", "easy_introduction", "made_at", "used_at")


@admin.register(Section)
class SectionAdmin(LookOnly):
    """Pages of questionnaires."""

    list_display = ("title", "questionnaire", "position", "slug")
    list_filter = ("questionnaire",)
    search_fields = ("title", "slug")
    fields = ("questionnaire", "position", "slug", "title", "introduction")


@admin.register(Item)
class ItemAdmin(LookOnly):
    """Statements and questions."""

    list_display = ("code", "text", "section", "type", "scale")
    list_filter = ("type", "section__questionnaire")
    search_fields = ("code", "text", "easy_text")
    fields = (
        "section",
        "position",
        "code",
        "type",
        "scale",
        "text",
        "easy_text",
        "choices",
        "reverse_scored",
        "subscale",
        "looking_back",
        "kirkpatrick_level",
        "allows_not_applicable",
        "asks_to_quote",
        "shown_if",
    )


@admin.register(Wave)
class WaveAdmin(LookOnly):
    """When each programme asks."""

    list_display = ("programme", "position", "title", "questionnaire", "anchor", "window_days")
    list_filter = ("programme", "anchor")
    search_fields = ("slug", "title", "programme__name")
    fields = (
        "programme",
        "position",
        "slug",
        "title",
        "questionnaire",
        "anchor",
        "workshop_number",
        "months",
        "window_days",
        "closes_at_first_workshop",
        "reminder_days",
    )
    page = ("evaluation:overview", "")


@admin.register(Snapshot)
class SnapshotAdmin(LookOnly):
    """Data files that were made, without the data."""

    list_display = ("ref", "programme", "made_for", "made_at", "made_by")
    list_filter = ("programme",)
    search_fields = ("ref", *person_search("made_for"))
    fields = (
        "ref",
        "programme",
        "made_for",
        "made_at",
        "made_by",
        "consent_cut_off",
        "filters",
        "versions",
        "row_counts",
    )
