"""The present cases of a rule stand in the order of the clause's page."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("conformity", "0003_packs_by_page"),
        ("people", "0002_scope"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("gone_at", None)), fields=["judge", "mark", "until", "id"], name="case_by_mark"
            ),
        ),
    ]
