"""From the rows of one file to events: a mapping bound to a header."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from hashlib import blake2b
from operator import itemgetter

from steward.channel.ticket_log.cells import TEMPLATE_GAP, Cells, Clean, Column
from steward.channel.ticket_log.mapping import Mapping, Rule
from steward.channel.ticket_log.sentences import Complaint, MappingRefused, RowRefused, Sentence
from steward.channel.ticket_log.sentences import sentence as _
from steward.channel.ticket_log.vocabulary import REQUIRED, Value

KEY_BYTES = 16
Getter = Callable[[list[str]], Cells]


@dataclass(slots=True)
class Event:
    """One accepted row; `values` stand in the order of `Converter.tracked`, `key` is the same for ever."""

    line: int
    number: str
    at: datetime | None
    actor: str | None
    values: list[Value]
    key: bytes


def event_key(number: str, at: datetime | None, *cells: str) -> bytes:
    """Give the key of an event: ticket, event time and a hash of what its row says."""
    said = "\x1f".join((number, at.isoformat() if at else "", *cells))
    return blake2b(said.encode("utf-8", "surrogatepass"), digest_size=KEY_BYTES).digest()


class Converter:
    """Everything a mapping says of a row, bound to a header; raises MappingRefused where they do not fit.

    `notes` holds what there is to count of the row just converted.
    """

    def __init__(self, mapping: Mapping, header: tuple[str, ...], clean: Clean) -> None:
        self.mapping = mapping
        self.clean = clean
        self.notes: list[Sentence] = []
        places = _places(mapping, header)
        plan = {name: self._plan(rule, places) for name, rule in (mapping.rules | mapping.stated).items()}
        self.number = plan.pop("number")
        self.at = plan.pop("updated_at", None)
        self.actor = plan.pop("actor", None)
        self.tracked = tuple(plan)
        self.plan = list(plan.values())
        self.needed = [self.tracked.index(name) for name in REQUIRED if name in plan]
        self.key_cells = [places[name] for name in mapping.key]

    def _plan(self, rule: Rule, places: dict[str, int]) -> tuple[Getter, Column]:
        columns = _columns(rule)
        getter: Getter = itemgetter(*(places[name] for name in columns)) if columns else lambda _cells: ""
        return getter, Column(rule, self.mapping, self.notes, self.clean)

    def ticket(self, cells: list[str]) -> str:
        """Give the ticket's number of a row, or '' where there is none that can be read."""
        getter, column = self.number
        try:
            return str(column[getter(cells)] or "")
        except (RowRefused, IndexError):
            return ""

    def event(self, line: int, cells: list[str]) -> Event:
        """Convert a row; raises RowRefused with the first reason."""
        self.notes.clear()
        number, at, actor = (part and part[1][part[0](cells)] for part in (self.number, self.at, self.actor))
        if not number:
            raise RowRefused(_("There is no ticket number."))
        if self.at and not isinstance(at, datetime):
            raise RowRefused(_("{field}: it is empty, and no row can do without it.", field="updated_at"))
        values = [column[getter(cells)] for getter, column in self.plan]
        for index in self.needed:
            if values[index] is None:
                raise RowRefused(
                    _("{field}: it is empty, and no row can do without it.", field=self.tracked[index]),
                )
        time = at if isinstance(at, datetime) else None
        said = [cells[place] for place in self.key_cells] or cells
        return Event(
            line,
            str(number),
            time,
            str(actor) if actor else None,
            values,
            event_key(str(number), time, *said),
        )


def _columns(rule: Rule) -> tuple[str, ...]:
    return rule.columns if rule.template is None else tuple(TEMPLATE_GAP.findall(rule.template))


def _places(mapping: Mapping, header: tuple[str, ...]) -> dict[str, int]:
    places = {name: place for place, name in enumerate(header)}
    complaints = []
    wanted = [(name, column) for name, rule in (mapping.rules | mapping.stated).items() for column in _columns(rule)]
    for name, column in [*wanted, *(("key", column) for column in mapping.key)]:
        if column not in places:
            complaints.append(Complaint(name, _no_column(column, header)))
        elif header.count(column) > 1:
            complaints.append(
                Complaint(
                    name,
                    _(
                        "The file has more than one column `{column}`. Name them apart by file.header.",
                        column=column,
                    ),
                ),
            )
    if complaints:
        raise MappingRefused(complaints)
    return places


def _no_column(column: str, header: tuple[str, ...]) -> Sentence:
    if len(header) == 1:
        return _(
            "The file has no column `{column}`, only one that is called `{header}`. Is file.delimiter right?",
            column=column,
            header=header[0][:100],
        )
    near = get_close_matches(column, header, 1)
    return _(
        "The file has no column `{column}`. The nearest name is `{near}`; its columns are: {header}.",
        column=column,
        near=near[0] if near else "-",
        header=", ".join(header)[:1000],
    )
