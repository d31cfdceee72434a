"""Packs that are asked for by a page, and each saving of their files."""

from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from steward.people.operations import sql_file

_KEY = models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


def _of_user() -> models.ForeignKey:
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)


class Migration(migrations.Migration):
    """The tables with their policies."""

    dependencies = (
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("conformity", "0002_seen"),
        ("surface", "0003_exports"),
    )
    operations = (
        migrations.AddField("Pack", "verified_at", models.DateTimeField(null=True, verbose_name="Found whole at")),
        migrations.CreateModel(
            name="AskedPack",
            fields=[
                ("id", _KEY),
                ("language", models.CharField(max_length=2)),
                ("held", models.JSONField()),
                ("state", models.CharField(default="waiting", max_length=10)),
                ("why", models.CharField(blank=True, default="", max_length=20)),
                ("run", models.PositiveIntegerField(default=0)),
                ("asked_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("seen_at", models.DateTimeField(null=True)),
                (
                    "pack",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="asked",
                        to="conformity.pack",
                    ),
                ),
                ("user", _of_user()),
            ],
            options={"indexes": [models.Index(fields=["user", "-id"], name="asked_pack_of_user")]},
        ),
        migrations.CreateModel(
            name="PackTaken",
            fields=[
                ("id", _KEY),
                ("taken_at", models.DateTimeField()),
                (
                    "pack",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="taken", to="conformity.pack"
                    ),
                ),
                ("user", _of_user()),
            ],
        ),
        sql_file(Path(__file__).parent.parent / "sql" / "packs.sql"),
    )
