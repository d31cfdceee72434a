"""Puts editions under their records' visibility, keeps the history of documents, shows what was issued."""

from pathlib import Path

from django.db import migrations

from steward.kernel.operations import protect
from steward.people.operations import sql_file

TABLE = "document_document"


class Migration(migrations.Migration):
    """Protects the tables; runs document/sql/issued.sql."""

    dependencies = (("document", "0001_nouns"), ("kernel", "0002_record_scope"), ("people", "0002_scope"))
    operations = (
        protect("document_edition", "ED"),
        migrations.RunSQL(
            [
                ("select steward.track(%s::regclass)", [TABLE]),
                (f"grant select, insert, update on {TABLE} to steward_web, steward_system", None),
                ("grant usage on all sequences in schema public to steward_web, steward_system", None),
            ]
        ),
        sql_file(Path(__file__).parent.parent / "sql" / "issued.sql"),
    )
