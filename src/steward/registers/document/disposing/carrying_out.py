"""Approved disposals are carried out in batches, by the database's own function alone (manual 2.2.4)."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING

from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.utils import translation
from django.utils.translation import gettext as _

from steward.kernel import acts
from steward.kernel.attaching import forget_files
from steward.kernel.catalogue import process_of
from steward.kernel.disposing import left_of
from steward.kernel.ledger import keeper
from steward.people.context import acting, now
from steward.registers.document.disposing.models import Disposal, DisposalLine
from steward.registers.document.disposing.rules import disposals_under_way

if TYPE_CHECKING:
    from steward.people.actor import Actor

log = logging.getLogger(__name__)
# Some 15 ms each: nobody who opens one of them waits long for the batch to end.
BATCH = 100
_LOCK = 7_022_015


def carry_out() -> bool:
    """A batch of each disposal that is being carried out; answers whether more waits. Run as the system login.

    A batch is one transaction, its files go after it; killed anywhere, the next turn goes on where the last one ended.
    """
    actor = keeper()
    with acting(actor):
        numbers = disposals_under_way()
    is_more = False
    for number in numbers:
        try:
            is_more = _turn(number, actor) or is_more
        except (OperationalError, InterfaceError):
            raise
        except DatabaseError:
            log.exception("disposal %s", number)
    return is_more


def _turn(number: str, actor: Actor) -> bool:
    """The next records of one disposal, or its end; whether it goes on."""
    with acting(actor), connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s::bigint)", [_LOCK])
        own = Disposal.objects.select_related("record_type").get(number=number)
        if own.state != "being_carried_out":
            return False
        if not DisposalLine.objects.filter(record_id=own.pk, done_at=None).exists():
            acts.move(process_of("disposal"), number, "complete", actor=actor, raw={}, version=None)
            return False
        left = left_of(process_of(own.record_type.process), _titles(number))
        cursor.execute(
            "select steward.dispose(%s::bigint, %s::integer, %s::jsonb, %s::timestamptz)",
            [own.pk, BATCH, json.dumps(left), now()],
        )
        (freed,) = cursor.fetchone()
    forget_files(freed)
    return True


def _titles(number: str) -> dict[str, str]:
    """How a stub is called, in both languages."""
    named = {}
    for column, language in (("title", "zh-hans"), ("title_en", "en")):
        with translation.override(language):
            named[column] = _("Disposed of by %(number)s") % {"number": number}
    return named
