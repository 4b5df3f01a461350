"""Writes to a project: its text, its status, news and steps."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from cohorts.actions.versions import NotAllowedError, save_version
from people.actions.audit import record
from people.models import Person
from projects.models import Milestone, Project, Update


@transaction.atomic
def change_project(
    *,
    project: Project,
    version: int,
    values: Mapping[str, Any],
    by: Person,
    now: datetime,
    made_for: Person | None = None,
) -> Project:
    """Change the text of a project; `made_for` is the member for whom a supporter writes.

    Raises:
        StaleError: the partner saved since the page was shown.
    """
    changed = save_version(row=project, version=version, values=values, stamp=_changed(by, made_for, now), whole=True)
    record(by=by, action="project.change", about=project, now=now, fields=changed)
    return project


@transaction.atomic
def move_project(*, project: Project, to: str, by: Person, now: datetime, made_for: Person | None = None) -> Project:
    """Say how far a project is, as Project.MOVES allows. Saying what it says already changes nothing.

    Raises:
        NotAllowedError: the table has no such move.
    """
    project = Project.objects.locked().get(pk=project.pk)
    if project.status == to:
        return project
    if to not in Project.MOVES[project.status]:
        raise NotAllowedError(
            _("The project is at “%(status)s” now, so that step is not possible. Choose another.")
            % {"status": project.get_status_display()}
        )
    project.status, project.changed_at, project.changed_by, project.changed_for = to, now, by, made_for
    project.save(update_fields=["status", "changed_at", "changed_by", "changed_for"])
    record(by=by, action="project.move_on", about=project, now=now, fields=["status"])
    return project


@transaction.atomic
def post_update(
    *,
    project: Project,
    words: str,
    submission_id: UUID,
    by: Person,
    now: datetime,
    made_for: Person | None = None,
) -> Update:
    """Add news to a project, once for each page that was sent; `made_for` is the member for whom a supporter writes."""
    update, made = Update.objects.get_or_create(
        submission_id=submission_id,
        defaults={"project": project, "words": words, "made_at": now, "made_by": by, "made_for": made_for},
    )
    if made:
        record(by=by, action="project.update", about=update, now=now)
    return update


@transaction.atomic
def add_milestone(*, project: Project, title: str, due_on: date | None, by: Person, now: datetime) -> Milestone:
    """Add a step; the same step for the same day is added once."""
    Project.objects.locked().get(pk=project.pk)
    milestone, made = Milestone.objects.get_or_create(project=project, title=title, due_on=due_on)
    if made:
        record(by=by, action="milestone.add", about=milestone, now=now)
    return milestone


@transaction.atomic
def mark_milestone(*, milestone: Milestone, reached_on: date | None, by: Person, now: datetime) -> Milestone:
    """Say that a step is reached, or with None that it is not."""
    milestone.reached_on = reached_on
    milestone.save(update_fields=["reached_on"])
    record(by=by, action="milestone.mark", about=milestone, now=now, fields=["reached_on"])
    return milestone


def _changed(by: Person, made_for: Person | None, now: datetime) -> dict[str, Any]:
    return {"changed_at": now, "changed_by": by, "changed_for": made_for}
