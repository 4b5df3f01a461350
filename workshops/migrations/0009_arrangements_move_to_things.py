"""What was noted for each need becomes one thing to arrange for each workshop and need of the list."""

from datetime import timedelta

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def group_of(need: models.Model) -> str:
    if need.category == "dietary":
        return "catering"
    return f"other-{need.pk}" if need.slug == "other" else need.slug


def move(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    Arrangement = apps.get_model("workshops", "Arrangement")
    Provision = apps.get_model("workshops", "Provision")
    # Nothing asked so far whether a need was met: an answer without who and when would be nobody's.
    Arrangement.objects.exclude(met="").update(met="")
    for row in Arrangement.objects.select_related("need", "workshop"):
        thing, made = Provision.objects.get_or_create(
            workshop=row.workshop,
            group=group_of(row.need),
            defaults={"due_on": row.workshop.date - timedelta(days=14), "booked": row.booked},
        )
        if row.cost is not None:
            thing.cost = (thing.cost or 0) + row.cost
        if made and row.done_at is not None and row.booked_by_id is not None:
            thing.done_at, thing.done_by_id, thing.booked_for = row.done_at, row.booked_by_id, row.workshop.date
        elif row.done_at is None:
            thing.done_at = thing.done_by_id = thing.booked_for = None
        thing.save()
        row.provision_id = thing.pk
        row.save(update_fields=["provision"])


class Migration(migrations.Migration):
    dependencies = [
        ("workshops", "0008_needs_become_things_to_arrange"),
    ]

    operations = [
        migrations.RunPython(move, migrations.RunPython.noop),
    ]
