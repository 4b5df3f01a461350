"""What staff have to do about pairs, and on which page."""

from django.utils.translation import gettext_lazy as _

from cohorts.models.task_kinds import TaskKind, register_task_kind

CHOICE = TaskKind("partner-choice", _("Somebody has lost their partner"), "pairing:choice_staff")
CALL = TaskKind("pair-call", _("Somebody asked for a call"), "pairing:pair")
KINDS = (
    CHOICE,
    CALL,
    TaskKind("pairs-to-introduce", _("Pairs to introduce"), "pairing:board"),
    TaskKind("pair-lost", _("Partner has left"), "pairing:pair"),
    TaskKind("pair-contact", _("Pair without a way to keep in touch"), "pairing:pair"),
)


def register_all() -> None:
    """Register the kinds."""
    for kind in KINDS:
        register_task_kind(kind)
