"""A scratch database that nobody else uses, and settings as in production where they matter for speed."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import django


@cache
def _folder() -> str:
    """Return the folder of this process: settings are read once, so that what is measured next uses it again."""
    return tempfile.mkdtemp(prefix="bench-")


@contextmanager
def scratch_database() -> Iterator[None]:
    """Set Django up over an empty database of its own, SQLite or that of DATABASE_URL; throw it away afterwards."""
    folder = _folder()
    # Debugging keeps every query, and a page would pay for that.
    os.environ |= {"DEBUG": "no", "PRODUCTION": "no", "VAR_DIR": folder, "LOG_LEVEL": "ERROR"}
    os.environ.setdefault("TEST_DATABASE", "leadingtogether_bench")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leadingtogether.settings")
    django.setup()
    # Django's own settings can be read only now.
    from django.conf import settings  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    settings.ROOT_URLCONF = "benchmarks.bare"
    settings.STATIC_ROOT.mkdir(parents=True)
    owned = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        call_command("createcachetable", verbosity=0)
        yield
    finally:
        connection.creation.destroy_test_db(owned, verbosity=0)
        shutil.rmtree(folder)
