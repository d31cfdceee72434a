"""Migration operations: a file of SQL run as it stands, and the tables a chapter puts under protection."""

from __future__ import annotations

from pathlib import Path

from django.db import migrations


def sql_file(path: Path) -> migrations.RunSQL:
    """Runs a file of SQL. The house goes forward only; a mistake is mended by a later migration."""
    return migrations.RunSQL(path.read_text(encoding="utf-8"))
