"""When what people said was erased from a draw and from its ceremony; it is said once."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from cohorts.recruitment import triggers


def create_again(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """SQLite has dropped the triggers of the tables that it was altered from."""
    triggers.create(schema_editor.connection, upto=triggers.ERASED)


def as_before(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    triggers.create(schema_editor.connection, upto=triggers.FOLLOWS)


class Migration(migrations.Migration):
    dependencies = [("recruitment", "0010_draw_follows_stays")]

    operations = [
        # Backwards: PostgreSQL drops no column that a trigger looks at, and SQLite drops triggers with the column.
        migrations.RunPython(migrations.RunPython.noop, as_before),
        migrations.AddField(
            model_name="ceremony",
            name="erased_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="characteristics erased at"),
        ),
        migrations.AddField(
            model_name="draw",
            name="erased_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="characteristics erased at"),
        ),
        migrations.AddConstraint(
            model_name="ceremony",
            constraint=models.CheckConstraint(
                condition=models.Q(("erased_at__isnull", True), ("sealed", models.Value("")), _connector="OR"),
                name="ceremony_erased_has_no_sealed_file",
            ),
        ),
        migrations.RunPython(create_again, as_before),
    ]
