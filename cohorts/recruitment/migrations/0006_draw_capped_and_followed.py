"""A draw may have a cap on every chance, and may fill places of an earlier one again."""

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from cohorts.recruitment import triggers


def create_again(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """SQLite has dropped the triggers of the table with the table that it was altered from."""
    triggers.create(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [
        ("recruitment", "0005_draw_record_triggers"),
    ]

    operations = [
        migrations.AddField(
            model_name="draw",
            name="follows",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="followed_by",
                to="recruitment.draw",
            ),
        ),
        migrations.AddField(
            model_name="draw",
            name="max_chance",
            field=models.FloatField(blank=True, null=True, verbose_name="no chance above"),
        ),
        migrations.AddConstraint(
            model_name="draw",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("max_chance__isnull", True),
                    models.Q(("max_chance__gt", 0), ("max_chance__lte", 1)),
                    _connector="OR",
                ),
                name="draw_cap_is_a_chance",
            ),
        ),
        migrations.RunPython(create_again, create_again),
    ]
