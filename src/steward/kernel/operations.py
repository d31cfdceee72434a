"""Migration operations by which a chapter puts its table under the kernel's protection."""

from __future__ import annotations

from django.db import migrations


def protect(table: str, prefix: str) -> migrations.RunSQL:
    """Puts a chapter's record table under row-level security and gives its kind running numbers."""
    return migrations.RunSQL(
        [
            ("select steward.protect(%s::regclass)", [table]),
            ("select steward.number_from(%s)", [prefix]),
            (f"grant select, insert, update on {table} to steward_web, steward_system", None),
        ]
    )


def protect_detail(table: str) -> migrations.RunSQL:
    """Puts a plain table that tells of one record (column `record_id`) under that record's visibility."""
    return migrations.RunSQL(
        [
            ("select steward.protect(%s::regclass)", [table]),
            ("select steward.track(%s::regclass)", [table]),
            (f"grant select, insert, update, delete on {table} to steward_web, steward_system", None),
            ("grant usage on all sequences in schema public to steward_web, steward_system", None),
        ]
    )
