"""The timeline as the ledger reads it: one line of text an entry, in the order of its transactions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connection

from steward.kernel import merkle

if TYPE_CHECKING:
    from collections.abc import Iterator

_COLUMNS = """e.id, r.number, e.recorded_at, e.xid::text, e.record_id, e.verb, e.move, e.from_state,
    e.to_state, e.actor_id, e.minutes, e.reach, e.occurred_at, e.era, e.payload_hash, e.salt,
    e.body, e.changes"""
# How many columns at the end are the payload, and its salt: a redaction empties it and leaves its hash.
_PAYLOAD = 3


@dataclass(frozen=True, slots=True)
class SealedRow:
    """An entry with its leaf; `payload` is whole, emptied or altered."""

    id: int
    number: str
    recorded_at: str
    xid: int
    leaf: bytes
    payload: str


def _read(line: bytes) -> SealedRow:
    fixed, salt, body, changes = line.rstrip(b"\n").rsplit(b"\t", _PAYLOAD)
    pk, number, recorded_at, xid, rest = fixed.split(b"\t", 4)
    payload_hash = rest.rsplit(b"\t", 1)[1]
    if merkle.payload_is_whole(payload_hash, salt, body, changes):
        payload = "whole"
    else:
        payload = "emptied" if (body, changes) == (b"", b"{}") else "altered"
    # A record's number is told and not sealed: it is not the entry's. `record_id` is sealed.
    sealed = merkle.leaf(b"\t".join((pk, recorded_at, xid, rest)))
    return SealedRow(int(pk), number.decode(), recorded_at.decode(), int(xid), sealed, payload)


def rows(era: int, from_xid: int, until_xid: int) -> Iterator[SealedRow]:
    """The entries of an era from one transaction up to, not including, another; streamed."""
    with connection.cursor() as cursor:
        cursor.execute("select set_config('timezone', 'UTC', false), set_config('datestyle', 'ISO', false)")
        cursor.execute("select set_config('bytea_output', 'hex', false)")
        question = f"""copy (select {_COLUMNS} from kernel_timelineentry e
            left join kernel_record r on r.id = e.record_id
            where e.era = {int(era)} and e.xid >= '{int(from_xid)}'::xid8 and e.xid < '{int(until_xid)}'::xid8
            order by e.xid, e.id) to stdout"""  # noqa: S608  whole numbers of ours; COPY takes no parameters
        with cursor.copy(question) as copy:
            # The protocol sends one row a message.
            for line in copy:
                yield _read(bytes(line))
