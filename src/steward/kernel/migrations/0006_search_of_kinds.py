"""Searches the newest records of the kinds that are asked for, before all of them."""

from pathlib import Path

from django.db import migrations, models

from steward.people.operations import sql_file


class Migration(migrations.Migration):
    """Runs kernel/sql/search.sql."""

    dependencies = (("kernel", "0005_open_work_in_order"),)
    operations = (
        migrations.AddIndex(
            model_name="searchrow", index=models.Index(fields=["kind", "record"], name="search_row_kind")
        ),
        sql_file(Path(__file__).parent.parent / "sql" / "search.sql"),
    )
