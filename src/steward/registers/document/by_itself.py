"""What happens to documents and records without anybody's hand: by the day, in batches (manual 1.4.2, 1.4.3, 2.2.4)."""

from __future__ import annotations

from django.db import connection

from steward.kernel import acts
from steward.kernel.catalogue import process_of
from steward.kernel.days import today_of
from steward.kernel.ledger import keeper
from steward.people.context import acting
from steward.registers.document.disposing.carrying_out import carry_out
from steward.registers.document.handing.reminding import tell_holders
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


def see_to_documents() -> bool:
    """Tells holders of their copies, and carries disposals out; answers whether there is more to do at once."""
    is_more = tell_holders()
    return carry_out() or is_more
