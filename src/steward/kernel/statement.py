"""A query of Django's as a part of a larger statement: what an actor sees, asked in our own SQL (manual 11.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.db.models import QuerySet


def sql_of(chosen: QuerySet[Any, Any]) -> tuple[str, tuple[Any, ...]]:
    """Text and parameters of a query; also of one that Django would not send, for whoever sees nothing."""
    text: tuple[str, tuple[Any, ...]] = chosen.query.get_compiler("default", elide_empty=False).as_sql()
    return text
