"""The backend of development and tests: Django's own, with the function that a kept column is worked out by."""

import sqlite3

from django.db.backends.sqlite3 import base

from common.folding import SQLITE_NAME, fold


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection in which `common.folding.Folded` can be asked for."""

    def get_new_connection(self, conn_params: dict[str, object]) -> sqlite3.Connection:
        """Return Django's connection with the function added."""
        connection: sqlite3.Connection = super().get_new_connection(conn_params)
        connection.create_function(SQLITE_NAME, 1, fold, deterministic=True)
        return connection
