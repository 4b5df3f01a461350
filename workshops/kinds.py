"""The kinds of task that workshops make, with the page on which each is done."""

from django.utils.translation import gettext_lazy as _

from cohorts.models.task_kinds import TaskKind, register_task_kind

OVERDUE = TaskKind("arrange-overdue", _("To arrange for a workshop"), "workshops:needs")
SUPPLIER = TaskKind("arrange-supplier", _("To tell a supplier"), "workshops:needs")
KINDS = (OVERDUE, SUPPLIER)


def register_all() -> None:
    """Tell the list of tasks which kinds workshops make."""
    for kind in KINDS:
        register_task_kind(kind)
