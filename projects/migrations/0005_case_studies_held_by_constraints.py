"""What always holds of agreements and case studies."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Hold by constraints what the actions keep."""

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("projects", "0004_agreements_say_who"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("agreed_at__isnull", True), ("recorded_by__isnull", True), ("refused_at__isnull", True)),
                    models.Q(
                        ("agreed_at__isnull", False), ("recorded_by__isnull", False), ("refused_at__isnull", True)
                    ),
                    models.Q(
                        ("agreed_at__isnull", True), ("recorded_by__isnull", False), ("refused_at__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="agreement_is_yes_or_no_and_has_who",
            ),
        ),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.CheckConstraint(
                condition=models.Q(("withdrawn_at__isnull", True), ("agreed_at__isnull", False), _connector="OR"),
                name="agreement_is_withdrawn_after_a_yes",
            ),
        ),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("via", "web"), _negated=True),
                    ("recorded_by__isnull", True),
                    ("recorded_by", models.F("person")),
                    _connector="OR",
                ),
                name="agreement_on_web_by_themselves",
            ),
        ),
        migrations.AddConstraint(
            model_name="casestudy",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "withdrawn"), _negated=True), ("withdrawn_at__isnull", False), _connector="OR"
                ),
                name="case_study_withdrawn_has_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="casestudy",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("changed_at__isnull", True), ("changed_by__isnull", True)),
                    models.Q(("changed_at__isnull", False), ("changed_by__isnull", False)),
                    _connector="OR",
                ),
                name="case_study_change_has_when_and_who",
            ),
        ),
    ]
