"""The kinds of task: each app registers its own in `AppConfig.ready()`, with the page on which the task is done."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class TaskKind:
    """One kind of task: its name, and the URL name of the page where it is done.

    The page takes the task's `subject_ref`, or nothing where a task of this kind has none; `query` is added to it.
    """

    slug: str
    label: str | Promise
    page: str = ""
    query: str = ""


BY_HAND = TaskKind("by-hand", _("Added by hand"))
_REGISTER: dict[str, TaskKind] = {BY_HAND.slug: BY_HAND}


def register_task_kind(kind: TaskKind) -> None:
    """Add a kind. Registering a slug again replaces it, so that tests may load an app twice."""
    _REGISTER[kind.slug] = kind


def task_kind(slug: str) -> TaskKind:
    """Return the kind under `slug`; a slug that no app registers any more is its own name."""
    return _REGISTER.get(slug, TaskKind(slug, slug))


def all_task_kinds() -> tuple[TaskKind, ...]:
    """Return every kind, by slug."""
    return tuple(_REGISTER[slug] for slug in sorted(_REGISTER))
