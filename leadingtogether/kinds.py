"""The kinds of task that are made when somebody leaves or has died, with the page on which each is done."""

from django.utils.translation import gettext_lazy as _

from cohorts.models.task_kinds import TaskKind, register_task_kind

LEFT = TaskKind("departure", _("Somebody has left"), "cohorts:place")
TALK = TaskKind("talk-first", _("Somebody thinks about stopping"), "cohorts:place")
DEATH = TaskKind("death", _("After a death"), "death")
BACK = TaskKind("back-without-partner", _("Somebody is back and has no partner"), "pairing:board")
LETTER = TaskKind("letter-out", _("A letter not to post"), "messaging:letters")


def register_all() -> None:
    """Tell the list of tasks which kinds these are."""
    for kind in (LEFT, TALK, DEATH, LETTER, BACK):
        register_task_kind(kind)
