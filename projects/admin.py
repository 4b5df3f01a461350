"""The back office for projects. What pairs write is read on the pages of projects."""

from django.contrib import admin

from common.back_office import LookOnly
from projects.models import CaseStudy, Project, ShowcaseEntry


@admin.register(Project)
class ProjectAdmin(LookOnly):
    """Projects."""

    list_display = ("ref", "title", "cohort", "status", "changed_at")
    list_filter = ("status", "programme")
    search_fields = ("ref", "title", "cohort__name")
    fields = ("ref", "title", "programme", "cohort", "status", "started_at", "changed_at", "changed_by", "version")
    ordering = ("-changed_at", "-pk")
    page = ("projects:project", "ref")


@admin.register(CaseStudy)
class CaseStudyAdmin(LookOnly):
    """Case studies: public only while everybody in them agrees."""

    list_display = ("ref", "title", "state", "published_at")
    list_filter = ("state", "project__programme")
    search_fields = ("ref", "title", "project__title")
    fields = ("ref", "project", "title", "picture_alt", "text_version", "state", "published_at", "withdrawn_at")
    page = ("projects:project", "project.ref")


@admin.register(ShowcaseEntry)
class ShowcaseEntryAdmin(LookOnly):
    """Projects at a showcase."""

    list_display = ("project", "held_on")
    search_fields = ("project__title", "project__ref")
    fields = ("project", "held_on", "summary")
    ordering = ("-held_on", "-pk")
    page = ("projects:project", "project.ref")
