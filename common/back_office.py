"""What every page of the back office shares: rows are looked up there, and changed where the rules are."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse

from common.fields import EncryptedJSONField


def person_search(path: str = "person") -> tuple[str, ...]:
    """Return what finds the person at the end of `path` (a field, or fields joined by two underscores)."""
    names = ("given_name", "family_name", "known_as", "email", "ref")
    return tuple(f"{path}__{name}" for name in names)


class NamedAutocomplete(AutocompleteSelect):
    """A choice that is searched, with its label inside while it is empty: so it has a name for screen readers."""

    def build_attrs(self, base_attrs: Any, extra_attrs: Any = None) -> Any:
        """Return Django's attributes with a placeholder, which Django leaves empty."""
        label = str(self.field.verbose_name)
        return super().build_attrs(base_attrs, extra_attrs) | {"data-placeholder": label[:1].upper() + label[1:]}


class BackOffice(admin.ModelAdmin[Any]):
    """Rows of one model. `fields` are named one by one, so that a new column is never shown by accident.

    - `page`: the name of the page about a row, and the path to the argument of its address ("" for none).
    - `also`: relations to fetch along for what a row is called.
    """

    page: ClassVar[tuple[str, str]] = ("", "")
    also: ClassVar[tuple[str, ...]] = ()
    list_per_page = 50
    # Counting the whole table for "3 of 10,000" is a query that nobody reads.
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        """Fetch relations that are shown in the same query; what is sealed is not even read."""
        shown = [*self.get_list_display(request), *(self.fields or ())]
        related = {*relations_of(self.model, shown), *self.also}
        columns = self.model._meta.fields  # noqa: SLF001 - Django documents _meta as public
        sealed = [field.name for field in columns if isinstance(field, EncryptedJSONField)]
        found = super().get_queryset(request).defer(*sealed)
        return found.select_related(*sorted(related)) if related else found

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Give choices that are searched a name."""
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = NamedAutocomplete(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def render_change_form(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Link to the page about the row, for those on a team who may open it."""
        response = super().render_change_form(request, *args, **kwargs)
        context = getattr(response, "context_data", None)
        if context is not None:
            url = self.page_of(context.get("original"), request)
            context |= {"absolute_url": url, "has_absolute_url": url is not None}
        return response

    def page_of(self, row: models.Model | None, request: HttpRequest) -> str | None:
        """Return the address of the page about a row; None where there is none, or only coordinators may open it."""
        name, path = self.page
        coordinates = any(role == "coordinator" for role, _programme in getattr(request.user, "team_now", ()))
        if row is None or not name or not coordinates:
            return None
        value: Any = row
        for part in filter(None, path.split(".")):
            value = getattr(value, part)
        try:
            return reverse(name, args=[value] if path else [])
        except NoReverseMatch:
            return None

    def has_delete_permission(self, _request: HttpRequest, _obj: models.Model | None = None) -> bool:
        """Nothing is deleted here: history stays."""
        return False


class LookOnly(BackOffice):
    """Rows that only actions write: shown and searched, never changed here, so that rules and audit hold."""

    def has_add_permission(self, _request: HttpRequest, _obj: models.Model | None = None) -> bool:
        """Nothing is added here."""
        return False

    def has_change_permission(self, _request: HttpRequest, _obj: models.Model | None = None) -> bool:
        """Nothing is changed here."""
        return False


def relations_of(model: type[models.Model], names: Iterable[Any]) -> set[str]:
    """Return the paths of the foreign keys among names of columns, as select_related() takes them."""
    found = set()
    for name in names:
        path, here = [], model
        for part in str(name).split("__"):
            try:
                field = here._meta.get_field(part)  # noqa: SLF001
            except FieldDoesNotExist:
                break
            if not isinstance(field, models.ForeignKey):
                break
            path.append(part)
            here = field.related_model
        if path:
            found.add("__".join(path))
    return found
