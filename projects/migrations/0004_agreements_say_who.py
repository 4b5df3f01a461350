"""Whoever agreed before there was a page for it did so themselves."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import F


def say_who(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Name the person as who recorded their agreement."""
    agreement = apps.get_model("projects", "Agreement")
    agreement.objects.filter(agreed_at__isnull=False, recorded_by__isnull=True).update(recorded_by=F("person"))
    # An end without a beginning says nothing.
    agreement.objects.filter(agreed_at__isnull=True, withdrawn_at__isnull=False).update(withdrawn_at=None)
    apps.get_model("projects", "CaseStudy").objects.filter(state="withdrawn", withdrawn_at__isnull=True).update(
        state="draft"
    )


class Migration(migrations.Migration):
    """Fill in who recorded each agreement, so that a constraint can ask for it."""

    dependencies = [("projects", "0003_case_studies_written")]

    operations = [migrations.RunPython(say_who, migrations.RunPython.noop)]
