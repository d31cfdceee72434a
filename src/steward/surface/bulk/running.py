"""A change of many records at work: one at a time, each in a transaction of its own, by the ordinary act (C8)."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from django.db import DatabaseError, InterfaceError, OperationalError, connection, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from steward.kernel import acts
from steward.kernel.catalogue import process_of
from steward.kernel.intake.values import field_of
from steward.kernel.refusal import Refused, Stale
from steward.people.actor import Actor, actor_of
from steward.people.context import acting, now
from steward.surface.models import BulkChange, BulkRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from steward.kernel.models import Record
    from steward.kernel.process import Process

log = logging.getLogger(__name__)
MOST_WORDS = 2_000
# Which column of a row tells that it had its turn, by what the change is at; and what comes after the last one.
STAGES = {BulkChange.CHECKING: "verdict", BulkChange.RUNNING: "outcome"}
NEXT = {BulkChange.CHECKING: BulkChange.CHECKED, BulkChange.RUNNING: BulkChange.DONE}


def run(bulk_id: int, account: int) -> None:
    """Checks, or changes, each record that had no turn yet; may run twice, and be killed at any moment.

    Raises OperationalError or InterfaceError where the database is away: the queue tries again.
    """
    reader = Actor(account, "", "person", "", "")
    with acting(reader):
        bulk = BulkChange.objects.filter(pk=bulk_id, state__in=BulkChange.UNFINISHED).first()
    if bulk is None:
        return
    with translation.override(bulk.language):
        while (actor := actor_of(account)) and _turn(bulk, actor):
            pass
    with acting(reader):
        after = NEXT[bulk.state] if actor else BulkChange.STOPPED
        ended = {} if after == BulkChange.CHECKED else {"ended_at": now()}
        BulkChange.objects.filter(pk=bulk_id, state=bulk.state).update(state=after, **ended)


def _turn(bulk: BulkChange, actor: Actor) -> bool:
    """The next record's turn, with the rights of now; whether there was one."""
    stage = STAGES[bulk.state]
    fitting = {"verdict": BulkRow.FITS} if bulk.state == BulkChange.RUNNING else {}
    with acting(actor):
        waiting = BulkRow.objects.filter(bulk_id=bulk.pk, bulk__state=bulk.state, **{stage: ""}, **fitting)
        row = waiting.select_for_update(skip_locked=True, of=("self",)).order_by("pk").first()
        if row is None:
            return False
        raw = bulk.values if row.given is None else row.given
        found = _tried(process_of(bulk.kind), row, raw, actor, is_check=bulk.state == BulkChange.CHECKING)
        BulkRow.objects.filter(pk=row.pk).update(**{stage: found.pop(stage, BulkRow.REFUSED), **found})
    return True


def _tried(process: Process, row: BulkRow, raw: Mapping[str, Any], actor: Actor, *, is_check: bool) -> dict[str, Any]:
    """What came of the act, as columns of the row; a check is taken back whatever came of it."""
    try:
        with transaction.atomic():
            before = acts.lock(process, row.number, actor, row.version)
            was, version = plain(process, before, raw), before.version
            after = acts.amend(process, row.number, actor=actor, raw=raw, version=row.version)
            _settle()
            if is_check:
                transaction.set_rollback(True)
    except Stale:
        return {"why": _("Somebody has changed it since.")}
    except Refused as refused:
        return {"why": " ".join(map(str, refused.reasons))[:MOST_WORDS]}
    except (OperationalError, InterfaceError):
        raise
    except DatabaseError as error:
        log.warning("change of many records %d, %s: %s", row.bulk_id, row.number, error)
        return {"why": str(error).splitlines()[0][:MOST_WORDS]}
    is_same = after.version == version
    if is_check:
        return {"verdict": BulkRow.SAME if is_same else BulkRow.FITS}
    return {"outcome": BulkRow.SAME if is_same else BulkRow.CHANGED, "was": was, "version": after.version}


def _settle() -> None:
    """What the database looks at when a transaction ends, now."""
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate; set constraints all deferred")


def plain(process: Process, record: Record, names: Iterable[str]) -> dict[str, Any]:
    """What stands in these fields, as the intake reads it again; relations by id."""
    found = {name: getattr(record, field_of(process, name).attname) for name in names}
    return {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in found.items()}
