"""Makes the daily counts, and tells which days have changed since they were rolled up."""

from pathlib import Path

from django.db import migrations, models

from steward.people.operations import sql_file

SCOPE = ("customer", "project", "supplier", "audience", "restriction")
COUNTS = ("opened", "closed", "ended", "met", "breached", "late")


def of(noun: str) -> models.ForeignKey:
    """A scope column; the constraint's index serves all reading."""
    return models.ForeignKey(f"people.{noun}", models.PROTECT, related_name="+", db_index=False)


class Migration(migrations.Migration):
    """The table, an index for backlogs, and kernel/sql/daily.sql."""

    dependencies = (("kernel", "0003_levels_overtaken_by_acts"), ("people", "0002_scope"))
    operations = (
        migrations.AddIndex(
            model_name="record",
            index=models.Index(
                condition=models.Q(("closed_at__isnull", True), ("is_open", False)),
                fields=["kind"],
                name="record_undated",
            ),
        ),
        migrations.CreateModel(
            name="DailyCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=40, verbose_name="Kind")),
                ("zone", models.CharField(max_length=60, verbose_name="Time zone")),
                ("span", models.CharField(choices=[("day", "day"), ("month", "month")], max_length=5)),
                ("day", models.DateField(verbose_name="Day")),
                ("customer", of("party")),
                ("project", of("serviceproject")),
                ("supplier", of("party")),
                ("audience", models.PositiveSmallIntegerField()),
                ("restriction", models.CharField(blank=True, max_length=20)),
                *((name, models.IntegerField()) for name in COUNTS),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=["kind", "zone", "span", "day", *SCOPE], include=COUNTS, name="daily_count_once"
                    ),
                ],
            },
        ),
        sql_file(Path(__file__).parent.parent / "sql" / "daily.sql"),
    )
