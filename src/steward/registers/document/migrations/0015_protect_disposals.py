"""Puts disposals under protection, with the function that alone carries them out."""

from pathlib import Path

from django.db import migrations

from steward.kernel.operations import protect
from steward.people.operations import sql_file


class Migration(migrations.Migration):
    """Runs document/sql/disposals.sql."""

    dependencies = (("document", "0014_disposals"), ("kernel", "0007_disposed"))
    operations = (
        protect("document_disposal", "DSP"),
        sql_file(Path(__file__).parent.parent / "sql" / "disposals.sql"),
    )
