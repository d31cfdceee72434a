"""Makes the tables of what judges found."""

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0002_scope"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Lookout",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("era", models.IntegerField()),
                ("xid", models.BigIntegerField()),
                ("looked_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Run",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("judge", models.CharField(max_length=60, unique=True, verbose_name="Rule")),
                ("ran_at", models.DateTimeField(verbose_name="Judged at")),
                ("seconds", models.FloatField(verbose_name="Took (s)")),
                ("fault", models.CharField(blank=True, default="", max_length=300)),
            ],
        ),
        migrations.CreateModel(
            name="Figure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60, verbose_name="Figure")),
                (
                    "value",
                    models.PositiveIntegerField(
                        validators=[django.core.validators.MaxValueValidator(100000)], verbose_name="Value"
                    ),
                ),
                ("from_on", models.DateField(verbose_name="From")),
                ("reason", models.CharField(blank=True, default="", max_length=300, verbose_name="Reason")),
            ],
            options={
                "verbose_name": "Company figure",
                "verbose_name_plural": "Company figures",
                "constraints": [models.UniqueConstraint(fields=("name", "from_on"), name="figure_once_a_day")],
            },
        ),
        migrations.CreateModel(
            name="Case",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("judge", models.CharField(max_length=60, verbose_name="Rule")),
                ("ref", models.BigIntegerField()),
                ("is_record", models.BooleanField()),
                ("label", models.CharField(blank=True, default="", max_length=300, verbose_name="Case")),
                (
                    "mark",
                    models.CharField(
                        choices=[("breached", "Breached"), ("due", "Due"), ("ahead", "Falls due soon")],
                        max_length=10,
                        verbose_name="Verdict",
                    ),
                ),
                ("until", models.DateTimeField(null=True, verbose_name="Until")),
                ("found_at", models.DateTimeField(verbose_name="Found at")),
                ("gone_at", models.DateTimeField(null=True, verbose_name="Gone at")),
                (
                    "customer",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.party",
                        verbose_name="Customer",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.serviceproject",
                        verbose_name="Service project",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["judge", "found_at"], name="case_of_judge"),
                    models.Index(condition=models.Q(("gone_at", None)), fields=["until", "id"], name="case_by_until"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("gone_at", None)), fields=("judge", "ref"), name="case_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Pack",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("made_at", models.DateTimeField(verbose_name="Made at")),
                ("day", models.DateField(verbose_name="Day")),
                ("language", models.CharField(max_length=2, verbose_name="Language")),
                ("seal", models.CharField(max_length=64, verbose_name="Seal")),
                ("parts", models.PositiveIntegerField(verbose_name="Parts")),
                ("size", models.PositiveBigIntegerField(verbose_name="Size")),
                ("verdicts", models.JSONField(verbose_name="Verdicts")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="Made by",
                    ),
                ),
            ],
            options={
                "verbose_name": "Audit pack",
                "verbose_name_plural": "Audit packs",
                "indexes": [models.Index(fields=["-made_at"], name="pack_by_time")],
            },
        ),
        migrations.CreateModel(
            name="Standing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("judge", models.CharField(max_length=60, verbose_name="Rule")),
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("breached", "Breached"),
                            ("due", "Due"),
                            ("met", "Met"),
                            ("no_data", "No data"),
                            ("not_built", "Not yet in the product"),
                        ],
                        max_length=10,
                        verbose_name="Verdict",
                    ),
                ),
                ("judged", models.PositiveIntegerField(verbose_name="Cases")),
                ("breached", models.PositiveIntegerField(verbose_name="Breached")),
                ("due", models.PositiveIntegerField(verbose_name="Due")),
                ("next_at", models.DateTimeField(null=True, verbose_name="Next falls due at")),
                ("from_day", models.DateField(verbose_name="From")),
                ("until_day", models.DateField(null=True, verbose_name="Until")),
                ("since", models.DateField(verbose_name="In this state since")),
                (
                    "customer",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.party",
                        verbose_name="Customer",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.serviceproject",
                        verbose_name="Service project",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["from_day", "until_day"], name="standing_of_day"),
                    models.Index(fields=["judge", "from_day"], name="standing_of_judge"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("until_day", None)),
                        fields=("judge", "project"),
                        name="standing_once",
                        nulls_distinct=False,
                    )
                ],
            },
        ),
    ]
