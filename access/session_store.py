"""Where sessions are kept: Django's table, asked on every page with a statement that is composed once."""

from django.contrib.sessions.backends.db import SessionStore as TableStore
from django.contrib.sessions.models import Session
from django.utils import timezone

from access.querysets import sessions_with


class SessionStore(TableStore):
    """Django's store of sessions in the database, which finds one sooner."""

    def _get_session_from_db(self) -> Session | None:
        found = next(iter(sessions_with(self.session_key or "", timezone.now())), None)
        if found is None:
            self._session_key = None
        return found
