"""The mapping of another system's ticket log: one YAML file that says what each column means."""

from __future__ import annotations

from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from steward.channel.ticket_log.vocabulary import Kind

# The answers that are no values: see docs/import.md, "What a word means".
REFUSE, KEEP, NOTHING, SAME = "refuse", "keep_previous", "nothing", "same"


@dataclass(frozen=True, slots=True)
class Named:
    """A project or customer by its code, with the names it gets when it has to be made."""

    code: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a file is borne: bytes after expansion, characters in a field, bad rows."""

    expanded_bytes: int = 4 * 1024**3
    field_characters: int = 1_000_000
    bad_rows: int = 1_000


@dataclass(frozen=True, slots=True)
class FileFormat:
    """How the bytes become cells."""

    encoding: str = "utf-8"
    delimiter: str = ","
    quote: str = '"'
    nulls: frozenset[str] = frozenset()
    trim: bool = False
    skip_lines: int = 0
    header: tuple[str, ...] = ()
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True, slots=True)
class Rule:
    """How one field is filled from the columns of a row.

    `values` translates the source's words and `other` answers those it does not name; `missing` stands for an
    empty cell. Without them such a row is refused.
    """

    name: str
    kind: Kind
    longest: int
    columns: tuple[str, ...] = ()
    template: str | None = None
    always: str | None = None
    values: dict[str, str] | None = None
    other: str = REFUSE
    missing: str | None = None
    dates: tuple[str, ...] = ()
    decimal: str = "."
    separator: str = ","
    cut: int = 0


@dataclass(frozen=True, slots=True)
class Mapping:
    """A checked mapping; `rules` holds the record's fields, `stated` the facts the source states."""

    source: str
    project: Named
    customer: Named
    zone: ZoneInfo
    shape: str
    order: str
    contiguous: bool
    opened_state: str
    key: tuple[str, ...]
    file: FileFormat
    rules: dict[str, Rule]
    stated: dict[str, Rule]
