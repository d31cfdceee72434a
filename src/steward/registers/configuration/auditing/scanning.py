"""A scan taken elsewhere becomes checks of an audit's lines: as recorded, or otherwise and how (manual 8.1.9)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from steward.kernel import acts
from steward.kernel.catalogue import process_of
from steward.kernel.refusal import Invalid
from steward.registers.configuration.auditing.checking import KIND, Check, check
from steward.registers.configuration.auditing.telling import SCAN
from steward.registers.configuration.bulk.known import read_known
from steward.registers.configuration.bulk.reading import Fault
from steward.registers.configuration.discovering import Difference, judged
from steward.registers.configuration.models import AuditLine, ConfigurationItem, Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from steward.people.actor import Actor
    from steward.registers.configuration.bulk.reading import Table


@dataclass(slots=True)
class Scan:
    """What came of it: lines as recorded and otherwise; and by name what the audit could not take from it."""

    right: int = 0
    differing: int = 0
    # Checked by a person before: that stands. Written since the draw: to be looked at by a person.
    kept: list[str] = field(default_factory=list)
    moved: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


@transaction.atomic
def scan(number: str, tables: Sequence[Table], source: str, *, actor: Actor) -> Scan:
    """Checks the lines that the tables tell of; all of it or nothing. Raises Unknown, Invalid or Refused."""
    audit = acts.lock(process_of(KIND), number, actor, None)
    if any(table.kind != "items" for table in tables):
        raise Invalid({"files": [_("A scan holds items: hosts with name, serial number and what was seen of them.")]})
    known = read_known(audit.project, actor)
    seen = judged(tables, known, actor)
    revisions = dict(ConfigurationItem.objects.filter(pk__in=seen.met).values_list("pk", "revision"))
    lines = {line.item_id: line for line in AuditLine.objects.filter(record_id=audit.pk).select_related("item")}
    found = Scan(faults=seen.faults, unknown=[each.found for each in seen.strange])
    for item, differences in seen.met.items():
        line, name = lines.get(item), known.items[item]["number"]
        if line is None:
            found.outside.append(name)
        elif line.times and not line.seen_by.startswith(SCAN):
            found.kept.append(name)
        elif line.revision != revisions[item]:
            found.moved.append(name)
        else:
            _tick(number, name, differences, source, actor)
            found.differing += bool(differences)
            found.right += not differences
    return found


def _tick(number: str, item: str, differences: list[Difference], source: str, actor: Actor) -> None:
    pairs = tuple((each.attribute, each.found) for each in differences)
    verdict = Verdict.DIFFERS if pairs else Verdict.AS_RECORDED
    told = Check(verdict.value, item=item, differences=pairs, seen_by=f"{SCAN}{source}"[:200])
    check(number, told, actor=actor)


MOST_NAMED = 20


def told(found: Scan) -> list[str]:
    """A sentence for each thing that the audit could not take from a scan, with names."""
    pairs = (
        (_("Checked by a person already, which stands: %(items)s."), found.kept),
        (_("Written since the draw, so look at them on site: %(items)s."), found.moved),
        (_("Recorded, but no lines of this audit: %(items)s."), found.outside),
        (_("Not recorded: %(items)s."), found.unknown),
    )
    sentences = [text % {"items": _names(items)} for text, items in pairs if items]
    faults = [f"{each.table} · {each.line}: {each.sentence}" for each in found.faults]
    return sentences + faults[:MOST_NAMED]


def _names(items: list[str]) -> str:
    return _(", ").join(items[:MOST_NAMED]) + ("…" if len(items) > MOST_NAMED else "")
