"""Imports as jobs, each seen by its own account alone."""

from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from steward.people.operations import sql_file


class Migration(migrations.Migration):
    """The table with its policy."""

    dependencies = (
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("surface", "0004_bulk_changes"),
    )
    operations = (
        migrations.CreateModel(
            name="Import",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=40)),
                ("language", models.CharField(max_length=10)),
                ("names", models.JSONField()),
                ("asked", models.JSONField()),
                ("held", models.JSONField()),
                ("step", models.CharField(default="check", max_length=10)),
                ("state", models.CharField(default="waiting", max_length=10)),
                ("reasons", models.JSONField(default=list)),
                ("counts", models.JSONField(default=dict)),
                ("told", models.JSONField(default=dict)),
                ("run", models.PositiveIntegerField(default=0)),
                ("made_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("seen_at", models.DateTimeField(null=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={"indexes": [models.Index(fields=["user", "-id"], name="import_of_user")]},
        ),
        sql_file(Path(__file__).parent.parent / "sql" / "imports.sql"),
    )
