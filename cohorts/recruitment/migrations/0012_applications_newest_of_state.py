"""Keep the applications of each state in the order of the coordinator's list."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Add an index."""

    dependencies = [("recruitment", "0011_sealed_erased_at")]

    operations = [
        migrations.AddIndex(
            model_name="application",
            index=models.Index(name="application_newest_of_state", fields=["state", "-submitted_at", "-id"]),
        )
    ]
