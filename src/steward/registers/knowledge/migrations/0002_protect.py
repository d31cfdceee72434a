"""Puts articles and what readers say of them under their records' visibility, and finds records alike to a text."""

from pathlib import Path

from django.db import migrations

from steward.kernel.operations import protect, protect_detail
from steward.people.operations import sql_file


class Migration(migrations.Migration):
    """Protects both tables; runs knowledge/sql/alike.sql."""

    dependencies = (("knowledge", "0001_nouns"), ("kernel", "0002_record_scope"))
    operations = (
        protect("knowledge_article", "KB"),
        protect_detail("knowledge_vote"),
        sql_file(Path(__file__).parent.parent / "sql" / "alike.sql"),
    )
