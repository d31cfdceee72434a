"""What follows from a check: a discrepancy for each thing found otherwise, taken back where it was an error (8.1.9)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import translation
from django.utils.translation import gettext as _

from steward.kernel import acts
from steward.kernel.catalogue import process_of
from steward.kernel.intake import clean_text
from steward.kernel.names import names_of
from steward.kernel.refusal import Invalid
from steward.registers.configuration.bulk.columns import ATTRIBUTE, NAMED, PLAIN, field_label
from steward.registers.configuration.models import CiClass, Discrepancy, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable

    from steward.kernel.models import Record
    from steward.people.actor import Actor
    from steward.registers.configuration.models import AuditLine

NOUNS = {
    "class": "ci_class", "place": "place", "service": "record", "owner": "person", "team": "team", "supplier": "party",
}  # fmt: skip
LONGEST = 2000
RELATION = "related_to"
# What somebody on site can see of an item, in the order in which it is looked for.
SEEN = ("serial", "place", "rack_unit", "version", "name", "owner", "class")
RECORDED = ("name", "class", "serial", "version", "place", "rack_unit", "owner")


def recorded_in(snapshot: dict[str, Any], columns: Iterable[str]) -> dict[str, str]:
    """What a frozen item says in these columns, as files write it; one statement."""
    wanted: dict[str, set[int | None]] = {}
    for column in columns:
        if column in NAMED:
            wanted.setdefault(NOUNS[column], set()).add(snapshot.get(NAMED[column]))
    names = names_of(wanted)
    found = {}
    for column in columns:
        if column.startswith(ATTRIBUTE):
            value = snapshot.get("attributes", {}).get(column.removeprefix(ATTRIBUTE))
        elif column in NAMED:
            value = names.key(NOUNS[column], snapshot.get(NAMED[column]))
        else:
            value = snapshot.get(PLAIN[column])
        found[column] = "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
    return found


def columns_of(line: AuditLine) -> dict[str, str]:
    """The columns in which a line may differ, with their labels: those of every item, then those of its class."""
    attributes = CiClass.columns_of(line.snapshot.get("ci_class_id"))
    own = {f"{ATTRIBUTE}{column.key}": str(column.label) for column in attributes}
    return {**{column: field_label(column) for column in SEEN}, **own}


def as_kept(line: AuditLine, told: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    """The differences with what was recorded beside them. Raises Invalid for a column that the item does not have."""
    pairs = {clean_text(column).strip(): clean_text(seen).strip()[:LONGEST] for column, seen in told}
    labels = columns_of(line)
    faults = [
        _("There is no field “%(field)s” here.") % {"field": column[:60]} for column in pairs if column not in labels
    ]
    recorded = {} if faults else recorded_in(line.snapshot, pairs)
    faults += [
        _("“%(field)s” is recorded just so: “%(value)s”. Say what was seen otherwise.")
        % {"field": labels[column], "value": seen}
        for column, seen in pairs.items()
        if recorded.get(column) == seen
    ]
    if faults:
        raise Invalid({"differences": faults})
    return [{"field": column, "recorded": recorded[column], "found": seen} for column, seen in pairs.items()]


def follow(audit: Record, line: AuditLine, actor: Actor) -> None:
    """Opens what the line tells and is not open, brings up to date what is, and rejects what it no longer tells."""
    told = {each["attribute"]: each for each in _told(line)}
    mine = (
        Discrepancy.objects.filter(state="open", item_id=line.item_id) if line.item_id else Discrepancy.objects.none()
    )
    process = process_of("discrepancy")
    for each in mine.order_by("pk"):
        same = told.pop(each.attribute, None) if _is_same(each, told) else None
        if same is not None:
            news = {name: same[name] for name in ("found", "recorded") if getattr(each, name) != same[name]}
            if news:
                acts.amend(process, each.number, actor=actor, raw=news, version=None)
            _tie(audit, each, actor)
        elif each.seen_by == audit.number:
            why = _("Checked again in %(audit)s: %(verdict)s.") % {
                "audit": audit.number, "verdict": Verdict(line.verdict).label,
            }  # fmt: skip
            acts.move(process, each.number, "reject", actor=actor, raw={"reject_reason": why}, version=None)
    for fields in told.values():
        raw = {**fields, **_titles(line, fields), "seen_by": audit.number, "project": audit.project_id}
        _tie(audit, acts.open_record(process, actor=actor, raw=raw), actor)


def _is_same(each: Discrepancy, told: dict[str, dict[str, Any]]) -> bool:
    return each.attribute in told and told[each.attribute]["sort"] == each.sort


def _tie(audit: Record, discrepancy: Any, actor: Actor) -> None:
    acts.link(process_of("discrepancy"), discrepancy.number, actor=actor, relation=RELATION, target=audit.number)


def _told(line: AuditLine) -> list[dict[str, Any]]:
    """The discrepancies that a line tells of, by the fields of one."""
    if line.verdict == Verdict.DIFFERS:
        return [
            {"sort": Discrepancy.Sort.DIFFERS.value, "item": line.item_id, "attribute": each["field"],
             "recorded": each["recorded"], "found": each["found"]}
            for each in line.differences
        ]  # fmt: skip
    if line.verdict == Verdict.MISSING:
        return [
            {"sort": Discrepancy.Sort.MISSING.value, "item": line.item_id, "attribute": "", "recorded": "", "found": ""}
        ]
    if line.verdict == Verdict.UNRECORDED:
        return [{"sort": Discrepancy.Sort.UNKNOWN.value, "attribute": "", "recorded": "", "found": line.note}]
    return []


def _titles(line: AuditLine, told: dict[str, Any]) -> dict[str, str]:
    """The title in both languages: which item, and what of it."""
    name = f"{line.item.number} {line.snapshot['title']}" if line.item else line.note.split("\n")[0][:120]
    found = {}
    for key, language in (("title", "zh-hans"), ("title_en", "en")):
        with translation.override(language):
            what = columns_of(line).get(told["attribute"]) or str(Discrepancy.Sort(told["sort"]).label)
        found[key] = f"{name}: {what}"[:300]
    return found
