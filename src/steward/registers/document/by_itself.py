"""Approved editions come into force on their day, without anybody's hand (manual 1.4.3, 2.2.4)."""

from __future__ import annotations

from django.db import connection

from steward.kernel import acts
from steward.kernel.catalogue import process_of
from steward.kernel.days import today_of
from steward.kernel.ledger import keeper
from steward.people.context import acting
from steward.registers.document.models import Edition

_LOCK = 7_022_008


def switch_editions() -> bool:
    """Each in a transaction of its own, with the one it replaces; run as the system login. Answers False: it can wait.

    Two workers at once do not meet: whoever comes second finds it in force.
    """
    actor = keeper()
    with acting(actor):
        today = today_of(actor)
        waiting = Edition.objects.filter(state="approved", effective_on__lte=today)
        numbers = list(waiting.order_by("effective_on", "pk").values_list("number", flat=True))
    for number in numbers:
        with acting(actor), connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(%s::bigint)", [_LOCK])
            if Edition.objects.filter(number=number, state="approved").exists():
                acts.move(process_of("edition"), number, "take_effect", actor=actor, raw={}, version=None)
    return False
