"""What an import would do, and everything that stands against it; nothing is written here (manual 8.1.2)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from steward.kernel import policy
from steward.kernel.catalogue import process_of
from steward.kernel.intake import clean_text
from steward.kernel.refusal import Invalid, Refused
from steward.people.models import ServiceProject
from steward.registers.configuration.asked import project_named
from steward.registers.configuration.bulk import checking
from steward.registers.configuration.bulk.counting import Progress, counted, untold
from steward.registers.configuration.bulk.items import Draft, draft_of
from steward.registers.configuration.bulk.known import Known, read_known
from steward.registers.configuration.bulk.places import Founded, read_places
from steward.registers.configuration.bulk.reading import Fault, Table
from steward.registers.configuration.bulk.relations import Ends, Stated, read_relations

if TYPE_CHECKING:
    from collections.abc import Sequence

    from steward.people.actor import Actor

# So often rows are left out and the rest judged anew: a relation falls with its item.
MOST_ROUNDS = 6


@dataclass(slots=True)
class Plan:
    """New and altered items, relations that are new or altered, places to found; faults, and rows left out for them."""

    project: ServiceProject
    known: Known
    change_id: int | None
    places: list[Founded] = field(default_factory=list)
    new: list[Draft] = field(default_factory=list)
    changed: list[Draft] = field(default_factory=list)
    equal: int = 0
    stated: list[Stated] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    left_out: list[Fault] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        """How many there are of each."""
        return {
            "new": len(self.new), "altered": len(self.changed), "as_they_were": self.equal,
            "relations": len(self.stated), "places": len(self.places), "faults": len(self.faults),
            "left_out": len(self.left_out),
        }  # fmt: skip

    @property
    def is_empty(self) -> bool:
        """Whether nothing would be written."""
        return not (self.new or self.changed or self.stated or self.places)


def plan_of(
    tables: Sequence[Table],
    project: str,
    change: str,
    actor: Actor,
    *,
    leave_out: bool = False,
    lock: bool = False,
    progress: Progress = untold,
) -> Plan:
    """What the tables would do to a project, under a change where it is under control.

    With `leave_out` rows at fault are left out and named, and the rest is planned; `progress` is called with how many
    rows were read since it was called last. Raises Invalid or Refused.
    """
    found, change_id = project_named(project, actor), change_named(change, actor)
    reasons = policy.why_not_open(process_of("ci"), actor, found.pk)
    if reasons:
        raise Refused(reasons)
    known = read_known(found, actor, lock=lock)
    left_out: list[Fault] = []
    plan = _planned(tables, Plan(found, known, change_id), actor, progress)
    for _round in range(MOST_ROUNDS if leave_out else 0):
        if not plan.faults:
            break
        left_out += plan.faults
        tables = [_without_faults(table, plan.faults) for table in tables]
        plan = _planned(tables, Plan(found, read_known(found, actor), change_id), actor, untold)
    plan.left_out = left_out
    return plan


def change_named(number: str, actor: Actor) -> int | None:
    """The change of a number, None where none is given. Raises Invalid."""
    from steward.kernel.models import Record

    word = clean_text(number).strip()[:60]
    if not word:
        return None
    found = Record.objects.filter(policy.visible_to(actor), kind="change", number=word.upper()).first()
    if found is None:
        raise Invalid({"change": [_("There is no change “%(number)s”.") % {"number": word}]})
    return int(found.pk)


def _without_faults(table: Table, faults: Sequence[Fault]) -> Table:
    return table.without({fault.line for fault in faults if fault.table == table.name})


def _planned(tables: Sequence[Table], plan: Plan, actor: Actor, progress: Progress) -> Plan:
    known, change_id = plan.known, plan.change_id
    plan.faults = [fault for table in tables for fault in table.faults]
    plan.places, faults = read_places([t for t in tables if t.kind == "places"], known, actor)
    plan.faults += faults
    drafts = _drafts([t for t in tables if t.kind == "items"], known, actor, plan.faults, progress)
    ends = Ends(known, drafts)
    stated, faults = read_relations([t for t in tables if t.kind == "relations"], ends, progress)
    plan.faults += faults
    plan.stated = [each for each in stated if _is_news(each)]
    touched = {id(each.source) for each in plan.stated}
    for draft in drafts:
        draft.values["change_id"] = change_id
    plan.new = [draft for draft in drafts if draft.record_id is None]
    plan.changed = [d for d in drafts if d.record_id and (d.changes or id(d) in touched)]
    plan.equal = sum(bool(d.record_id and d.line) for d in drafts) - sum(bool(d.line) for d in plan.changed)
    plan.faults += checking.racks_taken_twice(drafts)
    plan.faults += checking.trees_leading_back(plan.stated, known)
    plan.faults += checking.what_control_refuses(plan.new, plan.changed, change_id, plan.project.pk)
    return plan


def _drafts(
    tables: Sequence[Table], known: Known, actor: Actor, faults: list[Fault], progress: Progress
) -> list[Draft]:
    drafts: list[Draft] = []
    lines: dict[object, int] = {}
    for table in tables:
        for row in counted(table.rows, progress):
            draft, sentences = draft_of(row, table.name, known, actor)
            if draft:
                keys = _keys(draft)
                first = next((lines[key] for key in keys if key in lines), None)
                if first is not None:
                    sentences = [_("The same item stands in line %(line)d already.") % {"line": first}]
                else:
                    lines |= dict.fromkeys(keys, row.line)
                    drafts.append(draft)
            faults += [Fault(table.name, row.line, sentence) for sentence in sentences]
    return drafts


def _keys(draft: Draft) -> list[object]:
    keys: list[object] = [draft.record_id or (draft.values["ci_class_id"], draft.values["title"])]
    return [*keys, f"serial {draft.values['serial']}"] if draft.values["serial"] else keys


def _is_news(each: Stated) -> bool:
    """Whether the source does not state it yet, just so."""
    return each.row(each.target.number) not in each.source.before.get("relations", [])
