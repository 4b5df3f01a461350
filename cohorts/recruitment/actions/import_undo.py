"""Taking back what an import wrote, where nothing has happened to it since."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import models
from django.utils.translation import gettext as _

from cohorts.recruitment.actions.together import join_partners
from cohorts.recruitment.models import Application, ImportRow
from people.actions.persons import set_contact_order
from people.models import Consent, ContactMethod, Need, Person

# What an import writes beside the person or the application itself; everything else has happened since.
OF_PERSON = frozenset({"applications", "contact_methods", "needs", "consents"})
OF_APPLICATION = frozenset({"choices", "selection_answers", "import_rows"})
Reasons = dict[int, str]


def take_back(*, rows: Sequence[ImportRow], written_at: datetime, by: Person, now: datetime) -> None:
    """Take back some rows of an import, inside a transaction; a row that has to stay is told why.

    An application goes where it is as it was written and nothing hangs on it; its person goes too where the import
    made them and nothing else is known of them. Somebody who was known before gets their former details back.
    """
    wanted = [row.application_id for row in rows if row.application_id is not None]
    applications = {one.pk: one for one in Application.objects.filter(pk__in=wanted).locked()}
    tied = [_Tied(row, applications[row.application_id]) for row in rows if row.application_id in applications]
    # Two who came in this file and apply together go together; those who stay are tied again below.
    Application.objects.filter(pk__in=applications, partner_application__in=applications).update(
        partner_application=None
    )
    reasons = _reasons(tied, written_at)
    gone = [one for one in tied if one.row.pk not in reasons]
    for row in rows:
        row.kept_because = reasons.get(row.pk, "")[:250]
    ImportRow.objects.filter(pk__in=[one.row.pk for one in gone]).update(application=None)
    Application.objects.filter(pk__in=[one.application.pk for one in gone]).delete()
    _delete_people([one.person for one in gone if one.row.before is None])
    for one in gone:
        if one.row.before is not None:
            _restore(one, written_at, by, now)
    ImportRow.objects.bulk_update([row for row in rows if row.pk in reasons], ["kept_because"])
    join_partners(rows=[one.application for one in tied if one.row.pk in reasons])


@dataclass(frozen=True)
class _Tied:
    """A row and the application that came of it."""

    row: ImportRow
    application: Application

    @property
    def person(self) -> int:
        """The key of whoever applied; a submitted application has somebody."""
        return self.application.person_id or 0


def _reasons(tied: Sequence[_Tied], written_at: datetime) -> Reasons:
    """Return why a row has to stay, for each that has; some thirty questions to the database for all of them."""
    by_application = {one.application.pk: one.row.pk for one in tied}
    applications = {one.application.pk: one.application for one in tied}
    found: Reasons = {}
    for pk, application in applications.items():
        if application.state != Application.State.SUBMITTED or application.version != 1:
            found[by_application[pk]] = _("The application has been worked on: %(state)s.") % {
                "state": application.get_state_display()
            }
    _add_hanging(found, Application, list(applications), by_application, OF_APPLICATION)
    made = {one.person: one.row.pk for one in tied if one.row.before is None}
    _add_hanging(found, Person, list(made), made, OF_PERSON)
    _add_changed_people(found, made, written_at)
    return found


def _add_hanging(
    found: Reasons, model: type[models.Model], pks: Sequence[int], rows: dict[int, int], expected: Iterable[str]
) -> None:
    """Add the rows to whose application or person something was tied that the import did not write."""
    for relation in model._meta.related_objects:  # noqa: SLF001 - Django documents it
        other, name = relation.related_model, relation.field.name
        if (relation.get_accessor_name() or "") in expected or isinstance(other, str):
            continue
        tied = other._base_manager.filter(**{f"{name}__in": pks}).values_list(name, flat=True)  # noqa: SLF001
        for pk in tied:
            what = other._meta.verbose_name_plural  # noqa: SLF001
            found.setdefault(rows[pk], _("Something was recorded since: %(what)s.") % {"what": what})


def _add_changed_people(found: Reasons, made: dict[int, int], written_at: datetime) -> None:
    """Add the rows whose person has changed, signed in, applied elsewhere, or said more since."""
    changed: dict[str, set[int]] = defaultdict(set)
    people = Person.objects.filter(pk__in=made)
    for pk, version, last_login, merged in people.values_list("pk", "version", "last_login", "merged_into"):
        if merged is not None:
            changed[_("They were joined with somebody we knew.")].add(pk)
        elif version != 1 or last_login is not None:
            changed[_("They have signed in, or their details were changed.")].add(pk)
    apart = Application.objects.filter(person__in=made).values_list("person_id").annotate(count=models.Count("pk"))
    changed[_("They have another application.")] |= {pk for pk, count in apart if pk is not None and count > 1}
    for model, field in ((Need, "recorded_at"), (Consent, "given_at")):
        rows = model._default_manager.filter(person__in=made).exclude(**{field: written_at})  # noqa: SLF001
        changed[_("They have said more since.")] |= set(rows.values_list("person_id", flat=True))
    for reason, pks in changed.items():
        for pk in pks:
            found.setdefault(made[pk], reason)


def _delete_people(pks: Sequence[int]) -> None:
    for model in (ContactMethod, Need, Consent):
        model._default_manager.filter(person__in=pks).delete()  # noqa: SLF001
    Person.objects.filter(pk__in=pks).delete()


def _restore(one: _Tied, written_at: datetime, by: Person, now: datetime) -> None:
    """Give a known person back what the row replaced, and take away what it added."""
    person = Person.objects.locked().get(pk=one.person)
    before = dict(one.row.before)
    methods = before.pop("contact", None)
    for name, value in before.items():
        setattr(person, name, value)
    person.save(update_fields=list(before))
    if methods is not None:
        set_contact_order(person=person, methods=methods, by=by, now=now)
    Need.objects.filter(person=person, recorded_at=written_at, recorded_by=one.row.batch.confirmed_by_id).delete()
    Consent.objects.filter(person=person, given_at=written_at, given_by=one.row.batch.confirmed_by_id).delete()
