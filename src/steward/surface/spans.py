"""Spans of time in an address: days of the reader's zone, months, open ends, or exact times."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

_MONTH = re.compile(r"\d{4}-\d{2}")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
FIRST_YEAR, LAST_YEAR = 1990, 2100


def _edges(text: str, zone: ZoneInfo) -> tuple[datetime, datetime] | None:
    """Where what is written begins and ends: a month, a day, or a moment (which has no length)."""
    try:
        if _MONTH.fullmatch(text):
            start = datetime.strptime(text, "%Y-%m").replace(tzinfo=zone)
            return start, (start + timedelta(days=32)).replace(day=1)
        start = datetime.fromisoformat(text)
        if _DAY.fullmatch(text):
            start = start.replace(tzinfo=zone)
            return start, start + timedelta(days=1)
    except (ValueError, OverflowError):
        return None
    moment = start if start.tzinfo else start.replace(tzinfo=zone)
    return moment, moment


def read_span(text: str, zone: str) -> tuple[datetime | None, datetime | None] | None:
    """`2026-01-01..2026-01-31` as UTC (start, end excluded); None where it can't be understood.

    Days and months are whole ones of `zone`, the last one included; of exact times the end is excluded.
    """
    first, dots, last = text.partition("..")
    place = ZoneInfo(zone)
    start = _edges(first, place) if first else None
    end = (_edges(last, place) if last else None) if dots else start
    if (first and start is None) or (last and end is None) or (start is None and end is None):
        return None
    edges = (start[0] if start else None, end[1] if end else None)
    if any(edge and not FIRST_YEAR <= edge.year <= LAST_YEAR for edge in edges):
        return None
    if edges[0] and edges[1] and edges[0] >= edges[1]:
        return None
    return edges[0] and edges[0].astimezone(UTC), edges[1] and edges[1].astimezone(UTC)
