"""Puts the chapter's records and what pipelines told under protection, and ties releases to their contents."""

from __future__ import annotations

from pathlib import Path

from django.db import migrations

from steward.kernel.operations import protect
from steward.people.operations import sql_file


class Migration(migrations.Migration):
    """Protects the tables; runs release/sql/release.sql."""

    dependencies = (("release", "0001_nouns"), ("kernel", "0002_record_scope"))
    operations = (
        protect("release_releasepolicy", "RLP"),
        protect("release_release", "REL"),
        protect("release_rollout", "ROL"),
        sql_file(Path(__file__).parent.parent / "sql" / "release.sql"),
    )
