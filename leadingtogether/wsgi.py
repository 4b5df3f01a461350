"""The web entry point for gunicorn."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from leadingtogether.settling import settle

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leadingtogether.settings")
application = get_wsgi_application()
settle()

if settings.EMBEDDED_SWEEPS:
    # Models can be imported only now that the application is made.
    from leadingtogether import sweeps

    sweeps.start_thread()
