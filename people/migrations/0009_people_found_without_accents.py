# The database works the column out anew: what it is worked out by cannot be altered.
import django.db.models.functions.text
from django.db import migrations, models

import common.folding


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0008_people_by_name"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="person", name="person_by_words"),
        migrations.RemoveField(model_name="person", name="names_and_emails"),
        migrations.AddField(
            model_name="person",
            name="names_and_emails",
            field=models.GeneratedField(
                db_persist=True,
                expression=common.folding.Folded(
                    django.db.models.functions.text.Left(
                        django.db.models.functions.text.Concat(
                            "given_name",
                            models.Value(" "),
                            "family_name",
                            models.Value(" "),
                            "known_as",
                            models.Value(" "),
                            "email",
                            models.Value(" "),
                            "contact_email",
                            output_field=models.TextField(),
                        ),
                        500,
                    )
                ),
                output_field=models.TextField(),
                verbose_name="names and emails",
            ),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(fields=["names_and_emails", "outward_code"], name="person_by_words"),
        ),
    ]
