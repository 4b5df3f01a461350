import django.db.models.functions.text
from django.db import migrations, models

import common.fields
import common.refs


class Migration(migrations.Migration):
    dependencies = [
        ("cohorts", "0001_cohorts_begins"),
        ("recruitment", "0001_recruitment_begins"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="outreachpartner",
            name="outreach_partner_once",
        ),
        migrations.RemoveField(
            model_name="outreachpartner",
            name="last_spoken_on",
        ),
        migrations.RemoveField(
            model_name="outreachpartner",
            name="next_step",
        ),
        migrations.AddField(
            model_name="outreachlink",
            name="group",
            field=models.CharField(blank=True, max_length=160, verbose_name="whom they reach here"),
        ),
        migrations.AddField(
            model_name="outreachlink",
            name="last_spoken_on",
            field=models.DateField(blank=True, null=True, verbose_name="last spoken on"),
        ),
        migrations.AddField(
            model_name="outreachlink",
            name="next_step",
            field=models.CharField(blank=True, max_length=250, verbose_name="next step"),
        ),
        migrations.AddField(
            model_name="outreachlink",
            name="next_step_on",
            field=models.DateField(blank=True, null=True, verbose_name="on which day"),
        ),
        migrations.AddField(
            model_name="outreachlink",
            name="promised",
            field=models.CharField(blank=True, max_length=250, verbose_name="what they promised"),
        ),
        migrations.AddField(
            model_name="outreachlink",
            name="reaches",
            field=models.JSONField(blank=True, default=list, verbose_name="groups that are counted"),
        ),
        migrations.AddField(
            model_name="outreachlink",
            name="stopped_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="out of the plan since"),
        ),
        migrations.AddField(
            model_name="outreachlink",
            name="version",
            field=models.PositiveIntegerField(default=1, editable=False),
        ),
        migrations.AlterField(
            model_name="outreachlink",
            name="ref",
            field=common.fields.RefField(
                default=common.refs.make_code, editable=False, max_length=8, unique=True, verbose_name="code"
            ),
        ),
        migrations.AddConstraint(
            model_name="outreachlink",
            constraint=models.UniqueConstraint(
                fields=("partner", "cohort"), name="outreach_link_once_a_partner_and_cohort"
            ),
        ),
        migrations.AddConstraint(
            model_name="outreachlink",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("next_step", ""), ("next_step_on__isnull", True)),
                    models.Q(models.Q(("next_step", ""), _negated=True), ("next_step_on__isnull", False)),
                    _connector="OR",
                ),
                name="outreach_next_step_has_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="outreachpartner",
            constraint=models.UniqueConstraint(
                models.F("programme"), django.db.models.functions.text.Lower("name"), name="outreach_partner_once"
            ),
        ),
    ]
