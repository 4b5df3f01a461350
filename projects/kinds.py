"""The kinds of task that case studies make, with the page on which each is done."""

from django.utils.translation import gettext_lazy as _

from cohorts.models.task_kinds import TaskKind, register_task_kind

UNANSWERED = TaskKind("case-study-unanswered", _("To ask about a case study"), "projects:study")
REFUSED = TaskKind("case-study-refused", _("Somebody does not agree to a case study"), "projects:study")
READY = TaskKind("case-study-ready", _("Case study to publish"), "projects:study")
DOWN = TaskKind("case-study-down", _("A case study was taken down"), "projects:study")
KINDS = (UNANSWERED, REFUSED, READY, DOWN)


def register_all() -> None:
    """Tell the list of tasks which kinds projects make."""
    for kind in KINDS:
        register_task_kind(kind)
