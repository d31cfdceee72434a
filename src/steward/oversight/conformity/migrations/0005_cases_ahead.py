"""What falls due next is found without what is past its day."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("conformity", "0004_cases_by_mark"),
        ("people", "0003_accounts_for_a_time"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("gone_at", None), models.Q(("mark", "breached"), _negated=True)),
                fields=["until", "id"],
                name="case_ahead",
            ),
        ),
    ]
