"""Exports as jobs, each seen by its own account alone."""

from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from steward.people.operations import sql_file


class Migration(migrations.Migration):
    """The table with its policy."""

    dependencies = (
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("surface", "0002_grants"),
    )
    operations = (
        migrations.CreateModel(
            name="Export",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=40)),
                ("form", models.CharField(max_length=4)),
                ("language", models.CharField(max_length=10)),
                ("params", models.JSONField()),
                ("words", models.JSONField()),
                ("held", models.JSONField()),
                ("state", models.CharField(default="waiting", max_length=10)),
                ("why", models.CharField(blank=True, default="", max_length=20)),
                ("run", models.PositiveIntegerField(default=0)),
                ("done", models.PositiveIntegerField(default=0)),
                ("total", models.PositiveIntegerField(null=True)),
                ("size", models.PositiveBigIntegerField(null=True)),
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
            options={"indexes": [models.Index(fields=["user", "-id"], name="export_of_user")]},
        ),
        sql_file(Path(__file__).parent.parent / "sql" / "exports.sql"),
    )
