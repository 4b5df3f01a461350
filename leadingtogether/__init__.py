"""Leading Together: the top package of the service.

The Celery application is `leadingtogether.celery:app`; a web process that has no broker never imports it.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from leadingtogether.celery import app as celery_app

__all__ = ["celery_app"]


def __getattr__(name: str) -> Any:
    """Import Celery only when somebody asks for it: `celery -A leadingtogether` does, a web page does not."""
    if name in {"celery_app", "celery"}:
        from leadingtogether import celery as module  # noqa: PLC0415

        return module.app if name == "celery_app" else module
    msg = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(msg)
