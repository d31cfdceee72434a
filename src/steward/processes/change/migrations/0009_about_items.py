"""Which changes are about an item is answered by what they cover."""

from pathlib import Path

from django.db import migrations

from steward.people.operations import sql_file


class Migration(migrations.Migration):
    """Runs change/sql/about.sql."""

    dependencies = (("change", "0008_figures_by_month"), ("configuration", "0009_changes_about_items"))
    operations = (sql_file(Path(__file__).parent.parent / "sql" / "about.sql"),)
