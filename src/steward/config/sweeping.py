"""Sweeps what has served its time: sessions, cached answers, keys of requests, jobs with their files and rows."""

from __future__ import annotations

from django.db import connection

from steward.kernel.attaching import sweep_files
from steward.oversight.conformity.pack import store as packs
from steward.surface.exports import store as exports
from steward.surface.imports import store as imports

_MOST = 5_000
# Table, key and condition; a batch at a time, so that no lock is held for long.
_SWEPT = (
    ("django_session", "session_key", "expire_date < now()"),
    ("surface_cache", "cache_key", "expires < now()"),
    ("surface_idempotency", "id", "made_at < now() - interval '24 hours'"),
    # A change of many records may be taken back for a month.
    (
        "surface_bulkrow",
        "id",
        "bulk_id in (select id from surface_bulkchange where made_at < now() - interval '30 days')",
    ),
    (
        "surface_bulkchange",
        "id",
        """made_at < now() - interval '30 days' and not exists (
        select 1 from surface_bulkrow r where r.bulk_id = surface_bulkchange.id)""",
    ),
    (
        "procrastinate_jobs",
        "id",
        """status in ('succeeded', 'failed', 'cancelled', 'aborted') and not exists (
        select 1 from procrastinate_events e where e.job_id = procrastinate_jobs.id
            and e.at > now() - interval '30 days')""",
    ),
)


def sweep() -> bool:
    """Deletes a batch of each; answers whether any was full. Run as the system login."""
    full = False
    with connection.cursor() as cursor:
        for table, key, condition in _SWEPT:
            cursor.execute(
                f"delete from {table} where {key} in"  # noqa: S608  names of ours
                f" (select {key} from {table} where {condition} limit {_MOST})"
            )
            full = full or cursor.rowcount == _MOST
    if not full:
        sweep_files()
        exports.sweep()
        imports.sweep()
        packs.sweep()
    return full
