"""Checks the ledger: every sealed row recomputed, compared with its seal and the heads kept outside."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.utils.translation import gettext as _

from steward.kernel import heads, ledger, merkle
from steward.kernel.models import Seal
from steward.kernel.sealed_rows import SealedRow, rows
from steward.people.context import acting

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

Kept = dict[tuple[int, int], dict[str, Any]]


@dataclass(slots=True)
class Finding:
    """The first thing that is not as it was sealed."""

    what: str
    number: str = ""
    entry: int | None = None
    at: str = ""

    def __str__(self) -> str:
        """A sentence for the reader."""
        if self.entry is None:
            return self.what
        return _("%(what)s: record %(number)s, entry %(entry)d of %(at)s") % {
            "what": self.what, "number": self.number, "entry": self.entry, "at": self.at,
        }  # fmt: skip


@dataclass(slots=True)
class Report:
    """What a check saw."""

    entries: int = 0
    seals: int = 0
    compared: int = 0
    redacted: int = 0
    pending: int = 0
    lag: float = 0.0
    finding: Finding | None = None
    notes: list[str] = field(default_factory=list)


class _Altered(Exception):
    """Ends the check at the first finding."""

    def __init__(self, finding: Finding) -> None:
        self.finding = finding
        super().__init__(str(finding))


def check(kept: Kept | None = None) -> Report:
    """Recomputes everything from the rows; `kept` are the heads from outside. Run under the system login."""
    report = Report()
    with acting(ledger.keeper()):
        report.pending, report.lag = ledger.pending()
        redacted, restored = _redacted(), _eras_of_other_clusters()
        seals = list(Seal.objects.order_by("id"))
        try:
            _check_chain(seals, kept or {}, report)
            for era, batch in groupby(seals, key=lambda seal: seal.era):
                _check_rows(era, list(batch), kept or {}, redacted, report)
            _check_none_is_gone(seals, kept or {}, restored, report)
        except _Altered as altered:
            report.finding = altered.finding
    return report


def _redacted() -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            """select (changes #>> '{entry,1}')::bigint from kernel_timelineentry where verb = 'redacted'
            union all select jsonb_array_elements_text(changes #> '{emptied,1}')::bigint
            from kernel_timelineentry where verb = 'disposed'"""
        )
        return {pk for (pk,) in cursor.fetchall()}


def _eras_of_other_clusters() -> set[int]:
    """The eras of which the end may be lost: the cluster that wrote them is not this one."""
    with connection.cursor() as cursor:
        cursor.execute(
            """select e.number from steward.era e, steward.cluster_identity() i
            where (e.system_identifier, e.wal_timeline) <> (i.system_identifier, i.wal_timeline)"""
        )
        return {number for (number,) in cursor.fetchall()}


def _check_chain(seals: Sequence[Seal], kept: Kept, report: Report) -> None:
    """Each head follows from the one before, each batch begins where the one before ends."""
    before, ends = merkle.NOTHING, dict[int, int]()
    for seal in seals:
        said = ledger.told(seal.era, int(seal.from_xid), int(seal.until_xid), seal.entries)
        before = merkle.head(before, bytes(seal.root), said)
        whole = before == bytes(seal.head) and int(seal.from_xid) == ends.get(seal.era, 0)
        outside = kept.get((seal.era, seal.pk))
        if outside and outside["head"] != before.hex():
            whole = False
        if not whole:
            raise _Altered(_named(seal, outside))
        ends[seal.era] = int(seal.until_xid)
        report.seals += 1
        report.compared += outside is not None


def _named(seal: Seal, outside: Mapping[str, Any] | None) -> Finding:
    """A seal that was rewritten: by the marks outside, the row for whose sake it was."""
    if outside:
        found = list(rows(seal.era, outside["from"], outside["until"]))
        row = _first_unlike(found, heads.marks_of(dict(outside)))
        if row:
            return row
    return Finding(_("Seal %(seal)d of %(at)s was altered") % {"seal": seal.pk, "at": seal.sealed_at.isoformat()})


def _check_rows(era: int, seals: Sequence[Seal], kept: Kept, redacted: set[int], report: Report) -> None:
    stream = _by_seal(seals, rows(era, 0, int(seals[-1].until_xid)))
    for seal, batch in stream:
        if merkle.root([row.leaf for row in batch]) != bytes(seal.root) or len(batch) != seal.entries:
            raise _Altered(_altered_in(seal, batch, kept))
        for row in batch:
            if row.payload == "altered" or (row.payload == "emptied" and row.id not in redacted):
                raise _Altered(_of_row(_("Altered entry"), row))
            report.redacted += row.payload == "emptied"
        report.entries += len(batch)


def _by_seal(seals: Sequence[Seal], stream: Iterator[SealedRow]) -> Iterator[tuple[Seal, list[SealedRow]]]:
    """Deals the rows of an era out to its seals, both in the order of transactions."""
    row = next(stream, None)
    for seal in seals:
        batch, until = [], int(seal.until_xid)
        while row is not None and row.xid < until:
            batch.append(row)
            row = next(stream, None)
        yield seal, batch


def _altered_in(seal: Seal, batch: Sequence[SealedRow], kept: Kept) -> Finding:
    """The row by which a batch differs from its seal: by the marks outside, else by its own payload."""
    outside = kept.get((seal.era, seal.pk))
    found = _first_unlike(batch, heads.marks_of(outside)) if outside else None
    if found:
        return found
    for row in batch:
        if row.payload == "altered":
            return _of_row(_("Altered entry"), row)
    return Finding(
        _("The entries of seal %(seal)d (%(first)s to %(last)s) are not those that were sealed")
        % {
            "seal": seal.pk,
            "first": batch[0].recorded_at if batch else "–",
            "last": seal.sealed_at.isoformat(),
        }
    )


def _first_unlike(batch: Sequence[SealedRow], marks: Mapping[int, tuple[str, str, str]]) -> Finding | None:
    for row in batch:
        if row.id not in marks:
            return _of_row(_("Added entry"), row)
        if marks[row.id][1] != row.leaf.hex()[: heads.MARK] or row.payload == "altered":
            return _of_row(_("Altered entry"), row)
    missing = marks.keys() - {row.id for row in batch}
    if missing:
        pk = min(missing)
        return Finding(_("Missing entry"), marks[pk][0], pk, marks[pk][2])
    return None


def _of_row(what: str, row: SealedRow) -> Finding:
    return Finding(what, row.number, row.id, row.recorded_at)


def _check_none_is_gone(seals: Sequence[Seal], kept: Kept, restored: set[int], report: Report) -> None:
    """Every head kept outside is in the database, but those after the moment to which it was restored."""
    gone = sorted(kept.keys() - {(seal.era, seal.pk) for seal in seals})
    if not gone:
        return
    if all(era in restored for era, _seal in gone):
        first = kept[gone[0]]
        report.notes.append(
            _("%(count)d seals from %(at)s on are not here: the database was restored to an earlier moment.")
            % {"count": len(gone), "at": first["sealed_at"]}
        )
        return
    for key in gone:
        finding = _first_unlike([], heads.marks_of(kept[key]))
        raise _Altered(finding or Finding(_("Seal %(seal)d is missing") % {"seal": key[1]}))
