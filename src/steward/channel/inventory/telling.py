"""Tables while they are put together: rows by kind, each with the line that a reader can look up (manual 8.1.2)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from steward.registers.configuration.bulk.reading import Row, Table


@dataclass(slots=True)
class Inventory:
    """What a source tells: its tables, and how many things of which sort are left where they are."""

    tables: dict[str, Table] = field(default_factory=dict)
    left: Counter[str] = field(default_factory=Counter)

    def add(self, kind: str, source: str, line: int, /, **cells: object) -> None:
        """A row; empty cells are nothing. `source` is a file or a sort of thing, `line` where in it."""
        table = self.tables.setdefault(f"{kind} {source}", Table(source, kind, []))
        told = {key.replace("__", "."): str(value) for key, value in cells.items() if value not in (None, "")}
        table.rows.append(Row(line, told))

    def in_order(self) -> list[Table]:
        """Places, items, relations."""
        kinds = ("places", "items", "relations")
        return sorted(self.tables.values(), key=lambda table: kinds.index(table.kind))
