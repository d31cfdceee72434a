"""Mappings and logs made for these tests, and the gate that the import passes text through."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from steward.channel.ticket_log.folding import histories
from steward.channel.ticket_log.history import CaseHistory
from steward.channel.ticket_log.loading import parse_mapping
from steward.channel.ticket_log.mapping import Mapping
from steward.channel.ticket_log.reading import LogFile, opened
from steward.channel.ticket_log.sentences import MappingRefused
from steward.channel.ticket_log.tally import Remark, Tally

ROOT = Path(__file__).parents[3]
CHOICES = {
    "state": (
        "new",
        "assigned",
        "in_progress",
        "waiting_for_user",
        "waiting_for_supplier",
        "waiting_for_change",
        "resolved",
        "closed",
        "cancelled",
    ),
    "channel": ("phone", "mail", "portal", "monitoring", "chat", "api", "in_person"),
}
HEAD = """
source: test
project: {code: P}
customer: {code: C}
"""
EVENTS = (
    HEAD
    + """
zone: UTC
shape: events
dates: "%Y-%m-%d %H:%M"
file: {null: "?"}
columns:
  number: id
  updated_at: at
  opened_at: opened
  title: title
  actor: by
  team: team
  state: {column: state, values: {N: new, A: in_progress, R: resolved, C: closed, "-100": keep_previous}}
stated:
  reopened: reopened
"""
)
HEADER = "id,at,opened,title,by,team,state,reopened\n"
CASES = (
    HEAD
    + """
zone: UTC
shape: cases
dates: "%Y-%m-%d %H:%M"
columns:
  number: id
  opened_at: opened
  resolved_at: resolved
  closed_at: closed
  title: title
  state: {column: state, values: {N: new, A: in_progress, R: resolved, C: closed, X: cancelled}}
"""
)


Imported = tuple[dict[str, CaseHistory], Tally]


def _gate() -> Callable[[str], str]:
    # The gate's module alone: its package also reads values, which needs Django set up.
    spec = importlib.util.spec_from_file_location("gate", ROOT / "src/steward/kernel/cleaning.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    gate: Callable[[str], str] = module.clean_text
    return gate


clean = _gate()


def mapping_of(text: str) -> Mapping:
    """Check a mapping given as text."""
    return parse_mapping(text.encode(), name="map.yaml", choices=CHOICES)


def complaints_of(text: str) -> str:
    """Give the complaints that a mapping earns, as one text."""
    try:
        mapping_of(text)
    except MappingRefused as refused:
        return "\n".join(map(str, refused.complaints))
    return ""


@contextmanager
def reading(path: Path, content: str | bytes, mapping: Mapping) -> Iterator[LogFile]:
    """Write a log and open it by a mapping."""
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with opened(path, mapping.file) as log:
        yield log


def imported(folder: Path, content: str | bytes, mapping: str | Mapping) -> Imported:
    """Give histories by ticket, and the tally, of a log's content."""
    mapping = mapping_of(mapping) if isinstance(mapping, str) else mapping
    tally = Tally(mapping.file.limits.bad_rows)
    with reading(folder / "log.csv", content, mapping) as log:
        found = {history.number: history for history in histories(log, mapping, tally, clean=clean)}
    return found, tally


def reasons(remarks: list[Remark]) -> list[tuple[int, str, str]]:
    """Give remarks as (line, ticket, reason)."""
    return [(remark.line, remark.ticket, str(remark.reason)) for remark in remarks]
