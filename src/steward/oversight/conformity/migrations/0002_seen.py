"""Puts what judges found under the scope of its service project."""

from pathlib import Path

from django.db import migrations

from steward.people.operations import sql_file


class Migration(migrations.Migration):
    """Runs conformity/sql/seen.sql."""

    dependencies = (("conformity", "0001_nouns"), ("people", "0002_scope"))
    operations = (sql_file(Path(__file__).parent.parent / "sql" / "seen.sql"),)
