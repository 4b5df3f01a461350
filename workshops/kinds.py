"""The kinds of task that workshops make, with the page on which each is done."""

from django.utils.translation import gettext_lazy as _

from cohorts.models.task_kinds import TaskKind, register_task_kind

OVERDUE = TaskKind("arrange-overdue", _("To arrange for a workshop"), "workshops:needs")
SUPPLIER = TaskKind("arrange-supplier", _("To tell a supplier"), "workshops:needs")
DECLINED = TaskKind("facilitator-declined", _("A facilitator cannot come"), "workshops:edit")
PAIR = TaskKind("debrief-pair", _("A pair needs attention"), "workshops:debrief")
FOLLOW_UP = TaskKind("debrief-follow-up", _("To follow up after a workshop"), "workshops:debrief")
NOT_MET = TaskKind("need-not-met", _("A need was not met"), "workshops:met")
REGISTER_MISSING = TaskKind("register-missing", _("Register not taken"), "workshops:register")
RESERVES_LEFT = TaskKind("reserves-left", _("People left in reserve"), "recruitment:offers")
TO_FINISH = TaskKind("cohort-to-finish", _("Cohort to finish"), "cohorts:cohort_finish")
NO_FACILITATOR = TaskKind("facilitator-missing", _("Workshop without a facilitator"), "workshops:edit")
KINDS = (
    OVERDUE,
    SUPPLIER,
    DECLINED,
    PAIR,
    FOLLOW_UP,
    NOT_MET,
    REGISTER_MISSING,
    RESERVES_LEFT,
    TO_FINISH,
    NO_FACILITATOR,
)


def register_all() -> None:
    """Tell the list of tasks which kinds workshops make."""
    for kind in KINDS:
        register_task_kind(kind)
