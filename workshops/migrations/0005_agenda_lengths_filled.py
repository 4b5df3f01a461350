"""A part of an agenda that had no length lasts until the next begins, the last one until the workshop ends."""

from datetime import time

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def between(start: time, end: time) -> int:
    return (end.hour - start.hour) * 60 + end.minute - start.minute


def fill(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    Workshop = apps.get_model("workshops", "Workshop")
    for workshop in Workshop.objects.prefetch_related("sessions"):
        parts = sorted(workshop.sessions.all(), key=lambda part: (part.starts, part.pk))
        ends = [part.starts for part in parts[1:]] + [workshop.ends]
        for part, end in zip(parts, ends, strict=True):
            part.minutes = max(between(part.starts, end), 1)
            part.save(update_fields=["minutes"])


class Migration(migrations.Migration):
    dependencies = [
        ("workshops", "0004_agenda_has_lengths_and_breaks"),
    ]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
