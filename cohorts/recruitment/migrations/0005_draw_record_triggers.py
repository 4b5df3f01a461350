"""The database itself refuses to change or delete the record of a draw."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from cohorts.recruitment import triggers


def create(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    triggers.create(schema_editor.connection)


def drop(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    triggers.drop(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("recruitment", "0004_ceremonies")]

    operations = [migrations.RunPython(create, drop)]
