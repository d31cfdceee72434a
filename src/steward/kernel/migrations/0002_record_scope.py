"""Puts the record and all that tells of it under row-level security; search, numbers, the append-only timeline."""

from pathlib import Path

from django.db import migrations

from steward.people.operations import sql_file


class Migration(migrations.Migration):
    """Runs kernel/sql/record.sql."""

    dependencies = (("kernel", "0001_nouns"), ("people", "0002_scope"))
    operations = (sql_file(Path(__file__).parent.parent / "sql" / "record.sql"),)
