"""Puts copies under protection."""

from pathlib import Path

from django.db import migrations

from steward.people.operations import sql_file


class Migration(migrations.Migration):
    """Runs document/sql/copies.sql."""

    dependencies = (("document", "0010_copies"),)
    operations = (sql_file(Path(__file__).parent.parent / "sql" / "copies.sql"),)
