"""What accounts from outside looked at."""

from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from steward.people.operations import sql_file


class Migration(migrations.Migration):
    """The table with its policy."""

    dependencies = (
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("surface", "0005_imports"),
    )
    operations = (
        migrations.CreateModel(
            name="Looked",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("looked_at", models.DateTimeField()),
                ("method", models.CharField(max_length=10)),
                ("address", models.CharField(max_length=500)),
                ("status", models.PositiveSmallIntegerField()),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="looks",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={"indexes": [models.Index(fields=["user", "-id"], name="looked_of_user")]},
        ),
        sql_file(Path(__file__).parent.parent / "sql" / "looked.sql"),
    )
