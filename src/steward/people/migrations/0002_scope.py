"""Puts the ground floor under row-level security and keeps its row history."""

from pathlib import Path

from django.db import migrations

from steward.people.operations import sql_file


class Migration(migrations.Migration):
    """Runs people/sql/scope.sql."""

    dependencies = (("people", "0001_nouns"),)
    operations = (sql_file(Path(__file__).parent.parent / "sql" / "scope.sql"),)
