"""Lets a record be disposed of: what it held goes, a stub stays."""

from pathlib import Path

from django.db import migrations, models

from steward.people.operations import sql_file


class Migration(migrations.Migration):
    """Runs kernel/sql/disposed.sql."""

    dependencies = (("kernel", "0006_search_of_kinds"),)
    operations = (
        migrations.AddField(
            model_name="record",
            name="disposed_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="Disposed of at"),
        ),
        sql_file(Path(__file__).parent.parent / "sql" / "disposed.sql"),
    )
