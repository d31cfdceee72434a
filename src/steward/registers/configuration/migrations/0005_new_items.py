"""Holds each of many new items to the change that it names, also within one statement."""

from pathlib import Path

from django.db import migrations

from steward.people.operations import sql_file

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    """Runs configuration/sql/new_items.sql."""

    dependencies = (("configuration", "0004_baselines"),)
    operations = (sql_file(SQL / "new_items.sql"),)
