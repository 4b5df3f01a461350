"""The database refuses to change which draw a re-draw follows, as it does for the rest of its record."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from cohorts.recruitment import triggers


def create(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    triggers.create(schema_editor.connection, upto=triggers.FOLLOWS)


def as_before(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    triggers.create(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("recruitment", "0009_applications_newest_first")]

    operations = [migrations.RunPython(create, as_before)]
