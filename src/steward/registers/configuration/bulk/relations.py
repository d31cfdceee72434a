"""Rows of relations against items, those of the same import included (manual 8.1.1, 8.1.2)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from steward.kernel.intake import clean_text
from steward.registers.configuration import rules
from steward.registers.configuration.bulk.columns import RELATIONS
from steward.registers.configuration.bulk.counting import Progress, counted, untold
from steward.registers.configuration.bulk.reading import Fault, unknown_column
from steward.registers.configuration.relation_types import TYPES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from steward.registers.configuration.bulk.items import Draft
    from steward.registers.configuration.bulk.known import Known
    from steward.registers.configuration.bulk.reading import Row, Table

MOST = 200


@dataclass(frozen=True, slots=True)
class End:
    """One end: an item that is there by its number, or one of this import."""

    number: str = ""
    draft: Draft | None = None

    @property
    def key(self) -> object:
        """The same for the same item."""
        return self.number or id(self.draft)


@dataclass(slots=True)
class Stated:
    """A relation that a row states."""

    table: str
    line: int
    source: Draft
    target: End
    relation: str
    group: str = ""
    needed: int | None = None

    def row(self, number: str) -> dict[str, Any]:
        """As the source's sheet keeps it, once the target has its number."""
        more = {"group": self.group, "needed": self.needed}
        return {"relation": self.relation, "target": number, **{k: v for k, v in more.items() if v}}


@dataclass(slots=True)
class Ends:
    """Items by what rows of relations may call them."""

    known: Known
    drafts: list[Draft]
    by_name: dict[str, list[Draft]] = field(default_factory=dict)
    by_record: dict[int, Draft] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Indexes the drafts."""
        for draft in self.drafts:
            self.by_name.setdefault(draft.values["title"], []).append(draft)
            if draft.record_id:
                self.by_record[draft.record_id] = draft

    def find(self, word: str) -> End | str:
        """The end that a number or a name calls; a sentence where there is none, or more than one."""
        pk = self.known.by_number.get(word.upper())
        if pk is None and word.upper() in self.known.others:
            return End(word.upper())
        found: list[int | Draft] = [pk] if pk else [*self.known.by_name.get(word, ())]
        found += [draft for draft in self.by_name.get(word, ()) if draft.record_id is None]
        if len(found) != 1:
            text = _("There is no item “%(word)s”.") if not found else _("Several items are called “%(word)s”.")
            return text % {"word": word[:80]}
        one = found[0]
        if not isinstance(one, int):
            return End(draft=one)
        return End(self.known.items[one]["number"], self.by_record.get(one))

    def draft_for(self, end: End) -> Draft | None:
        """The draft of an end in this project; one that no row of items names is made for it."""
        from steward.registers.configuration.bulk.items import Draft

        if end.draft or end.number not in self.known.by_number:
            return end.draft
        pk = self.known.by_number[end.number]
        if pk not in self.by_record:
            before = self.known.items[pk]
            values = {key: value for key, value in before.items() if key not in ("pk", "number")}
            made = Draft("", 0, values, before, pk)
            self.by_record[pk] = made
            self.drafts.append(made)
        return self.by_record[pk]


def read_relations(
    tables: Iterable[Table], ends: Ends, progress: Progress = untold
) -> tuple[list[Stated], list[Fault]]:
    """What rows state that is not there yet; and each row that names nothing, or comes twice."""
    stated: list[Stated] = []
    faults: list[Fault] = []
    seen: dict[tuple[object, ...], int] = {}
    for table in tables:
        for row in counted(table.rows, progress):
            one = _read(row, table, ends)
            if isinstance(one, str):
                faults.append(Fault(table.name, row.line, one))
                continue
            key = (id(one.source), one.relation, one.target.key)
            if key in seen:
                text = _("The same relation stands in line %(line)d already.") % {"line": seen[key]}
                faults.append(Fault(table.name, row.line, text))
                continue
            seen[key] = row.line
            stated.append(one)
    return stated, faults + _wrong_sheets(stated)


def _read(row: Row, table: Table, ends: Ends) -> Stated | str:
    cells = {key: clean_text(value).strip() for key, value in row.cells.items()}
    return unknown_column(cells, RELATIONS) or _cells_fault(cells) or _tied(row, cells, table, ends)


def _cells_fault(cells: dict[str, str]) -> str | None:
    missing = [key for key in RELATIONS[:3] if not cells.get(key)]
    if missing:
        return _("This line lacks: %(columns)s.") % {"columns": ", ".join(missing)}
    if cells["relation"] not in TYPES:
        return _("relation: choose from %(words)s.") % {"words": ", ".join(TYPES)}
    needed = cells.get("needed", "")
    if needed and not (needed.isascii() and needed.isdigit() and len(needed) < 6):  # noqa: PLR2004  a number that a column takes
        return _("needed: a whole number is expected.")
    return None


def _tied(row: Row, cells: dict[str, str], table: Table, ends: Ends) -> Stated | str:
    source, target = ends.find(cells["source"]), ends.find(cells["target"])
    if isinstance(source, str) or isinstance(target, str):
        return source if isinstance(source, str) else str(target)
    if source.key == target.key:
        return _("An item has no relation to itself.")
    draft = ends.draft_for(source)
    if draft is None:
        return _("“%(number)s” belongs to another service project.") % {"number": source.number}
    needed = cells.get("needed", "")
    given = (cells["relation"], cells.get("group", "")[:300], int(needed) if needed else None)
    return Stated(table.name, row.line, draft, target, *given)


def _wrong_sheets(stated: list[Stated]) -> list[Fault]:
    """Sources whose relations together are too many, or whose redundancy groups can't hold."""
    by_source: dict[int, list[Stated]] = {}
    for each in stated:
        by_source.setdefault(id(each.source), []).append(each)
    faults = []
    for group in by_source.values():
        last, told = group[-1], {(row["relation"], row["target"]): row for row in group[0].source.values["relations"]}
        told |= {(each.relation, each.target.key): each.row(str(each.target.key)) for each in group}
        sentences = rules.group_faults(list(told.values()))
        if len(told) > MOST:
            sentences.append(_("At most %(most)d relations of one item.") % {"most": MOST})
        faults += [Fault(last.table, last.line, sentence) for sentence in sentences]
    return faults
