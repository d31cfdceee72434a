"""A report as its reader sees it: sections with tables, each figure with the list of that very count (5.2.5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from steward.kernel.catalogue import process_of
from steward.oversight.service_reporting import sections
from steward.oversight.service_reporting.cells import NOTHING, NUMBERS, in_words, share_of
from steward.oversight.service_reporting.periods import DAY
from steward.oversight.service_reporting.sections import SECTIONS
from steward.surface.narrowing import allowed_filters

if TYPE_CHECKING:
    from collections.abc import Iterator

    from steward.oversight.service_reporting.sections import Column, Opens, Row, Section, Table
    from steward.people.actor import Actor

    Cell = dict[str, str]


@dataclass(frozen=True, slots=True)
class Shown:
    """A section: what was said of it, its filled tables, and what is said where there are none."""

    name: str
    label: str
    remark: str
    tables: list[dict[str, Any]]
    nothing: str


class Reader:
    """Reads the figures of one report for somebody."""

    def __init__(self, figures: dict[str, Any], actor: Actor) -> None:
        """The report's days are those of its own zone, whoever reads it."""
        self.figures, self.actor = figures, actor
        self.zone: str = figures.get("zone", actor.zone)
        self.tables: dict[str, list[Row]] = figures.get("tables", {})

    def sections(self, record: Any) -> list[Shown]:
        """The six, in their order."""
        return [self._section(each, str(getattr(record, each.remark))) for each in SECTIONS]

    def _section(self, section: Section, remark: str) -> Shown:
        tables = [self.table(each) for each in section.tables if self.tables.get(each.name)]
        return Shown(section.name, str(section.label), remark, tables, "" if tables else str(section.nothing))

    def table(self, table: Table) -> dict[str, Any]:
        """A table as the dashboard draws them: labels, series, and its twin with links."""
        rows = self.tables[table.name]
        # A column of words that no row has is left out.
        columns = [each for each in table.columns if each.kind != "text" or any(row.get(each.key) for row in rows)]
        shown = [[self._cell(column, row) for column in columns] for row in rows]
        labels = {column.key: str(column.label) for column in columns}
        drawn = [
            {"name": labels[key], "values": [row[key] for row in rows], "tone": tone} for key, tone in table.series
        ]
        return {
            "id": table.name,
            "title": str(table.label),
            "kind": table.chart,
            "labels": [row[0]["text"] for row in shown],
            "series": drawn,
            "head": list(labels.values()),
            "kinds": ["number" if each.kind in NUMBERS else "words" if each.kind == "text" else "" for each in columns],
            "rows": shown,
        }

    def _cell(self, column: Column, row: Row) -> Cell:
        text = in_words(column, row, self.zone)
        if column.kind == "record":
            return {"text": text, "url": self._record(text)}
        return {"text": text, "url": self._list(column.opens, row) if column.opens and text != NOTHING else ""}

    def _record(self, number: str) -> str:
        """Where a record is found, for whoever sees records of that kind."""
        kind = next((kind for prefix, kind in _KINDS if number.startswith(prefix)), "")
        return f"/{kind}/{number}/" if kind and self._reaches(kind) else ""

    def _reaches(self, kind: str) -> bool:
        return self.actor.is_provider or process_of(kind).audience in self.actor.scope.audiences

    def _list(self, opens: Opens, row: Row) -> str:
        """The address of the list; '' where the reader can't ask for it so."""
        kind = opens.kind or row["kind"]
        if not self._reaches(kind) or (opens.clock and row.get("clock", opens.clock) != opens.clock):
            return ""
        pairs = [(name, value if isinstance(value, str) else value(row)) for name, value in opens.pairs]
        if self.figures["project"]:
            pairs.append(("project", self.figures["project"]))
        names = allowed_filters(process_of(kind), self.actor)
        if any(name not in names for name, _value in pairs):
            return ""
        return f"/{kind}/?{urlencode([(name, self._time(value)) for name, value in pairs])}"

    def _time(self, value: str) -> str:
        first, last = (date.fromisoformat(self.figures[each]) for each in ("first", "last"))
        if value == sections.SPAN:
            return self._span(first, last)
        if value == sections.AFTER:
            return self._span(last + DAY, None)
        if value == sections.UNTIL:
            return self._span(None, last)
        begins, dots, ends = value.partition("..")
        return self._span(date.fromisoformat(begins), date.fromisoformat(ends)) if dots else value

    def _span(self, first: date | None, last: date | None) -> str:
        """Days as a list reads them; moments for a reader whose days are others."""
        if self.actor.zone == self.zone:
            return f"{first or ''}..{last or ''}"
        edges = (first, last and last + DAY)
        texts = (datetime.combine(day, time(), ZoneInfo(self.zone)).isoformat() if day else "" for day in edges)
        return "..".join(texts)

    def cards(self) -> Iterator[dict[str, str]]:
        """What a reader looks at first."""
        target = self.figures["target"]
        flow = {row["kind"]: row for row in self.tables.get("flow", [])}
        incidents = flow.get("incident", {"opened": 0, "closed": 0, "open_at_end": 0})
        for key, label, tone in (
            ("opened", _("Incidents opened"), "new"),
            ("closed", _("Incidents closed"), "good"),
            ("open_at_end", _("Open at the end"), "waiting"),
        ):
            yield {"label": label, "value": str(incidents[key]), "tone": tone}
        for row in self.tables.get("attained", []):
            label = in_words(_CLOCK, row, self.zone)
            met = 100 * row["met"] >= target * (row["met"] + row["breached"])
            yield {
                "label": _("%(clock)s met (≥ %(target)d %%)") % {"clock": label, "target": target},
                "value": share_of(row["met"], row["breached"]),
                "tone": "good" if met else "bad",
            }
        gravest, changes = (self.tables.get(name, []) for name in ("gravest", "changes"))
        yield {"label": _("Incidents of priority 1"), "value": str(len(gravest)), "tone": "bad" if gravest else "good"}
        yield {"label": _("Changes that ended"), "value": str(sum(row["count"] for row in changes)), "tone": "neutral"}


_CLOCK = sections.Column("clock", "", "clock")
_KINDS = (("INC-", "incident"), ("REL-", "release"), ("NCR-", "nonconformity"))
