"""What is booked, at what cost and by whom stands with the thing to arrange alone."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("workshops", "0009_arrangements_move_to_things"),
    ]

    operations = [
        migrations.RemoveField(
            model_name="arrangement",
            name="booked",
        ),
        migrations.RemoveField(
            model_name="arrangement",
            name="booked_by",
        ),
        migrations.RemoveField(
            model_name="arrangement",
            name="cost",
        ),
        migrations.RemoveField(
            model_name="arrangement",
            name="done_at",
        ),
        migrations.AlterField(
            model_name="arrangement",
            name="provision",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="arrangements", to="workshops.provision"
            ),
        ),
        migrations.AddConstraint(
            model_name="arrangement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("cancelled_at__isnull", True), ("cancelled_why", "")),
                    models.Q(("cancelled_at__isnull", False), models.Q(("cancelled_why", ""), _negated=True)),
                    _connector="OR",
                ),
                name="arrangement_cancelled_has_when_and_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="arrangement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("met", ""), ("met_at__isnull", True), ("met_by__isnull", True)),
                    models.Q(
                        models.Q(("met", ""), _negated=True), ("met_at__isnull", False), ("met_by__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="arrangement_met_has_when_and_who",
            ),
        ),
    ]
