"""A scratch database that nobody else uses, and settings as in production where they matter for speed."""

import atexit
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
    folder = tempfile.mkdtemp(prefix="bench-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def set_up() -> None:
    """Set Django up for measuring; twice changes nothing."""
    # Debugging keeps every query, and a page would pay for that.
    os.environ |= {"DEBUG": "no", "PRODUCTION": "no", "VAR_DIR": _folder(), "LOG_LEVEL": "ERROR"}
    os.environ.setdefault("TEST_DATABASE", "leadingtogether_bench")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leadingtogether.settings")
    django.setup()


@contextmanager
def scratch_database() -> Iterator[None]:
    """Make an empty database of this run's own, SQLite or on the server of DATABASE_URL; throw it away afterwards."""
    set_up()
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
        shutil.rmtree(_folder())
