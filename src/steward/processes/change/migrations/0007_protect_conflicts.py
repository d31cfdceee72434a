"""Marks what moved, keeps and counts what is in the way of changes, and protects both tables."""

from pathlib import Path

from django.db import migrations

from steward.people.operations import sql_file


class Migration(migrations.Migration):
    """Runs change/sql/again.sql."""

    dependencies = (("change", "0006_conflicts_looked_for_again"), ("configuration", "0002_control"))
    operations = (sql_file(Path(__file__).parent.parent / "sql" / "again.sql"),)
