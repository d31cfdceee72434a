"""What somebody reads by any page, and what the web role reads by SQL; read with one layer taken away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection

from tests.rights.addresses import addresses, in_turn, paths
from tests.rights.ground import UNKNOWN_NUMBER

if TYPE_CHECKING:
    from tests.rights.asking import Asker
    from tests.rights.ground import Ground

# Those who see a part only; between them every branch of the rule is taken.
NARROW = ("customer-a", "customer-b", "supplier-a", "engineer", "admin", "nobody")


def leaks(asker: Asker, ground: Ground, *, everybody: bool) -> list[str]:
    """What somebody reads on any page that is not his, by GET.

    Where not `everybody`, half of them ask at each address, and of what all kinds share at every third kind's.
    """
    found = []
    for turn, username in enumerate(NARROW):
        forbidden = ground.forbidden(username)
        for place, address in enumerate(addresses()):
            if not everybody and (place % 2 != turn % 2 or address.path not in in_turn()):
                continue
            if address.name.startswith(("account_", "mfa_", "socialaccount_")):
                continue
            of = (ground.records["beta"][0], ground.records["alpha"][0]) if "number" in address.params else (None,)
            for record in of:
                for path in paths(address, ground, record.number if record else UNKNOWN_NUMBER):
                    answer = asker.ask(username, "GET", path)
                    found += [
                        f"{username} {path} ({answer.status}) holds {word}" for word in answer.leaks(forbidden, path)
                    ]
    return found


def tables() -> list[str]:
    """Every table that the connected role may read."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace"
            " and has_table_privilege(oid, 'select') order by 1"
        )
        return [name for (name,) in cursor.fetchall()]
