"""Accounts that end by themselves."""

from pathlib import Path

from django.db import migrations, models

from steward.people.operations import sql_file


class Migration(migrations.Migration):
    """The moment, and the function that asks for it."""

    dependencies = (("people", "0002_scope"),)
    operations = (
        migrations.AddField(
            "User", "valid_until", models.DateTimeField(blank=True, null=True, verbose_name="Valid until")
        ),
        sql_file(Path(__file__).parent.parent / "sql" / "accounts_for_a_time.sql"),
    )
