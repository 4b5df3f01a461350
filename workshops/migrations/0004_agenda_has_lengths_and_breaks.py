"""An agenda says how long each part is, who leads it, where it is, and what is a break."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("workshops", "0003_moves_are_kept"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="session",
            options={"ordering": ["workshop_id", "starts", "pk"], "verbose_name": "session"},
        ),
        migrations.AddField(
            model_name="session",
            name="is_break",
            field=models.BooleanField(default=False, verbose_name="is a break"),
        ),
        migrations.AddField(
            model_name="session",
            name="led_by",
            field=models.CharField(blank=True, max_length=80, verbose_name="who leads it"),
        ),
        migrations.AddField(
            model_name="session",
            name="minutes",
            field=models.PositiveSmallIntegerField(default=30, verbose_name="minutes"),
        ),
        migrations.AddField(
            model_name="session",
            name="room",
            field=models.CharField(blank=True, max_length=80, verbose_name="room"),
        ),
        migrations.AddField(
            model_name="workshop",
            name="agenda_changed_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="agenda changed by hand at"),
        ),
        migrations.AddField(
            model_name="workshop",
            name="agenda_changed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="agendas_changed",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="session",
            constraint=models.CheckConstraint(condition=models.Q(("minutes__gte", 1)), name="session_lasts_a_while"),
        ),
        migrations.AddConstraint(
            model_name="workshop",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("agenda_changed_at__isnull", True), ("agenda_changed_by__isnull", True)),
                    models.Q(("agenda_changed_at__isnull", False), ("agenda_changed_by__isnull", False)),
                    _connector="OR",
                ),
                name="workshop_agenda_change_has_when_and_who",
            ),
        ),
    ]
