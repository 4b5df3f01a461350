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

from people.actions.audit import record
from people.models import AuditEvent, Person
from people.permissions import signed_in

# What staff may do comes from their team, never from Django's groups: an empty list of them would only mislead.
admin.site.unregister(Group)


@admin.register(Person)
class PersonAdmin(admin.ModelAdmin[Person]):
    """Who may sign in, and who may use the back office; nothing else is changed here."""

    list_display = ("full_name", "email", "is_active", "is_staff", "deceased_on")
    list_filter = ("is_active", "is_staff")
    search_fields = ("given_name", "family_name", "known_as", "email", "ref")
    fields = ("ref", "given_name", "family_name", "known_as", "email", "is_active", "is_staff", "created_at")
    readonly_fields = ("ref", "given_name", "family_name", "known_as", "email", "created_at")

    def has_add_permission(self, _request: HttpRequest) -> bool:
        """People are recorded where the reason for it is."""
        return False

    def has_delete_permission(self, _request: HttpRequest, _obj: Person | None = None) -> bool:
        """Nobody is deleted here."""
        return False

    def save_model(self, request: HttpRequest, obj: Person, form: ModelForm[Person], *_change: Any) -> None:
        """Save the two switches, and record who turned them."""
        Person.objects.filter(pk=obj.pk).update(is_active=obj.is_active, is_staff=obj.is_staff)
        record(by=signed_in(request), action="person.change", about=obj, now=timezone.now(), fields=form.changed_data)


@admin.register(AuditEvent)
class AuditEventAdmin(admin.ModelAdmin[AuditEvent]):
    """The audit trail, to read."""

    list_display = ("at", "by", "action", "model", "object_id", "named_fields")
    list_filter = ("model", "action")
    list_select_related = ("by",)
    date_hierarchy = "at"
    ordering = ("-pk",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[AuditEvent]:
        """Leave out what is confidential to the safeguarding lead and deputy, even that it happened."""
        return super().get_queryset(request).exclude(action__startswith="concern.")

    @admin.display(description=_("fields"))
    def named_fields(self, event: AuditEvent) -> str:
        """Return the names in one line."""
        return ", ".join(event.fields)

    def has_add_permission(self, _request: HttpRequest) -> bool:
        """Only deeds add to it."""
        return False

    def has_change_permission(self, _request: HttpRequest, _obj: AuditEvent | None = None) -> bool:
        """Nobody changes it."""
        return False

    def has_delete_permission(self, _request: HttpRequest, _obj: AuditEvent | None = None) -> bool:
        """Nobody deletes from it."""
        return False
