"""Back-office records of people. What people do is changed on the pages for it; here it is looked up."""

from typing import Any

import django.contrib.auth.admin  # noqa: F401 - registers the groups, so that they can be taken out below
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.back_office import BackOffice, LookOnly, person_search
from people.actions.audit import record
from people.models import AuditEvent, AuditSeal, Consent, Person, Supporter
from people.permissions import signed_in

# What staff may do comes from their team, never from Django's groups: an empty list of them would only mislead.
admin.site.unregister(Group)
# What somebody reported, and with whom they must not or would like to be paired.
CONFIDENTIAL = r"^(concern|exclusion|wish)\."


@admin.register(Person)
class PersonAdmin(BackOffice):
    """Who may sign in, and who may use the back office; nothing else is changed here."""

    list_display = ("full_name", "email", "is_active", "is_staff", "deceased_on")
    list_filter = ("is_active", "is_staff")
    search_fields = ("given_name", "family_name", "known_as", "email", "ref")
    fields = ("ref", "given_name", "family_name", "known_as", "email", "is_active", "is_staff", "created_at")
    readonly_fields = ("ref", "given_name", "family_name", "known_as", "email", "created_at")
    ordering = ("family_name", "given_name", "pk")
    page = ("person", "ref")

    def has_add_permission(self, _request: HttpRequest) -> bool:
        """People are recorded where the reason for it is."""
        return False

    def save_model(self, request: HttpRequest, obj: Person, form: ModelForm[Person], *_change: Any) -> None:
        """Save the two switches, and record who turned them."""
        Person.objects.filter(pk=obj.pk).update(is_active=obj.is_active, is_staff=obj.is_staff)
        record(by=signed_in(request), action="person.change", about=obj, now=timezone.now(), fields=form.changed_data)


@admin.register(Supporter)
class SupporterAdmin(LookOnly):
    """Who helps whom."""

    list_display = ("person", "supporter", "kind", "agreed_at", "ended_at")
    list_filter = ("kind", ("ended_at", admin.EmptyFieldListFilter))
    search_fields = (*person_search(), *person_search("supporter"))
    fields = (
        "person",
        "supporter",
        "kind",
        "gets_copies",
        "agreed_at",
        "agreed_by",
        "agreed_via",
        "ended_at",
        "ended_by",
    )
    ordering = ("-agreed_at", "-pk")


@admin.register(Consent)
class ConsentAdmin(LookOnly):
    """What people agreed to, and what they took back."""

    list_display = ("person", "purpose", "version", "channel", "given_at", "withdrawn_at")
    list_filter = ("purpose", "channel", ("withdrawn_at", admin.EmptyFieldListFilter))
    search_fields = person_search()
    fields = (
        "person",
        "purpose",
        "version",
        "text_hash",
        "channel",
        "given_at",
        "given_by",
        "withdrawn_at",
        "withdrawn_by",
    )
    ordering = ("-given_at", "-pk")


@admin.register(AuditEvent)
class AuditEventAdmin(LookOnly):
    """The audit trail, to read. Only deeds add to it."""

    list_display = ("at", "by", "action", "model", "object_id", "named_fields")
    list_filter = ("model", "action")
    search_fields = ("action", "=object_id", *person_search("by"))
    fields = ("at", "by", "action", "model", "object_id", "named_fields")
    readonly_fields = ("named_fields",)
    date_hierarchy = "at"
    ordering = ("-pk",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[AuditEvent]:
        """Leave out what is confidential to others than administrators, even that it happened."""
        return super().get_queryset(request).exclude(action__regex=CONFIDENTIAL)

    @admin.display(description=_("fields"))
    def named_fields(self, event: AuditEvent) -> str:
        """Return the names in one line."""
        return ", ".join(event.fields)


@admin.register(AuditSeal)
class AuditSealAdmin(LookOnly):
    """The seals over the audit trail."""

    list_display = ("first_event_id", "last_event_id", "events", "sealed_at", "hash")
    search_fields = ("hash", "previous_hash")
    fields = ("first_event_id", "last_event_id", "events", "previous_hash", "hash", "sealed_at")
    ordering = ("-last_event_id",)
