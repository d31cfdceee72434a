"""Changes of many records at once, each seen by its own account alone."""

from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from steward.people.operations import sql_file

ID = models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


def _of(model: str, name: str = "+", **more: object) -> models.ForeignKey:
    return models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name=name, to=model, **more)


class Migration(migrations.Migration):
    """The tables with their policies."""

    dependencies = (
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("surface", "0003_exports"),
    )
    operations = (
        migrations.CreateModel(
            name="BulkChange",
            fields=[
                ("id", ID.clone()),
                ("kind", models.CharField(max_length=40)),
                ("language", models.CharField(max_length=10)),
                ("values", models.JSONField()),
                ("words", models.JSONField()),
                ("state", models.CharField(default="checking", max_length=10)),
                ("made_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("undo_of", _of("surface.bulkchange", null=True)),
                ("user", _of(settings.AUTH_USER_MODEL)),
            ],
            options={"indexes": [models.Index(fields=["user", "-id"], name="bulk_change_of_user")]},
        ),
        migrations.CreateModel(
            name="BulkRow",
            fields=[
                ("id", ID.clone()),
                ("number", models.CharField(max_length=40)),
                ("version", models.PositiveIntegerField()),
                ("given", models.JSONField(null=True)),
                ("verdict", models.CharField(blank=True, default="", max_length=10)),
                ("outcome", models.CharField(blank=True, default="", max_length=10)),
                ("why", models.CharField(blank=True, default="", max_length=2000)),
                ("was", models.JSONField(default=dict)),
                ("bulk", _of("surface.bulkchange", "rows")),
                ("user", _of(settings.AUTH_USER_MODEL)),
            ],
            options={"indexes": [models.Index(fields=["bulk", "id"], name="bulk_row_of")]},
        ),
        sql_file(Path(__file__).parent.parent / "sql" / "bulk_changes.sql"),
    )
