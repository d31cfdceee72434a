"""The demo company's documents: in force for a year, the manual revised since, one in review (2.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from steward.demo.company import company, content
from steward.demo.handed_out import hand_out_first
from steward.demo.promises import acting_at
from steward.kernel import acts
from steward.kernel.catalogue import process_of
from steward.kernel.rows import write_row
from steward.registers.document.layers import Layer
from steward.registers.document.models import Document
from steward.registers.document.starting import starters

if TYPE_CHECKING:
    from steward.demo.ground import Ids
    from steward.registers.document.starting import Starter

# The service project of our own company.
PROJECT = "LANGU-IT"


def load_documents(ids: Ids) -> None:
    """Register the starter documents, bring each into force, revise two."""
    told = content("documents")
    revised = {each["code"]: each for each in told["revised"]}
    holders = {duty.role: duty.person for duty in reversed(company().duties) if not duty.to_days_ago}
    _register(told, ids)
    _look_at_record_types(told, ids)
    for place, starter in enumerate(each for each in starters() if each.sections):
        by = told["authors"].get(starter.values["author_role"]) or holders[starter.values["author_role"]]
        approver = holders[starter.values["approver_role"]]
        left = revised.get(starter.code, {}).get("leave_out", 0)
        sections = list(starter.sections[: len(starter.sections) - left])
        raw = {"document": starter.code, "sections": sections}
        number = _issue(starter, raw, told, (by, approver), place, ids)
        hand_out_first(starter.code, number, ids)
        if starter.code in revised:
            _revise(starter, revised[starter.code], told, approver, ids)
        if "in_force" not in revised.get(starter.code, {}):
            days = told["early"] if starter.code in told["due"] else told["confirmed"]
            answers = {"review_outcome": "keep", "review_remark": told["remark"]}
            _moved(number, "confirm_review", days, by, place, ids, **answers)


def _look_at_record_types(told: dict[str, Any], ids: Ids) -> None:
    """Those who keep documents looked at all of them, when the texts were confirmed."""
    with acting_at(ids.actor(told["reader"]), ids.at(told["confirmed"], 16)):
        Document.objects.filter(layer=Layer.RECORD_TYPE).update(reviewed_on=ids.day(told["confirmed"]))


def _register(told: dict[str, Any], ids: Ids) -> None:
    rows: dict[str, Any] = {}
    with acting_at(ids.actor(told["reader"]), ids.at(told["registered"], 10)):
        for starter in starters():
            values = {**starter.values, "parent": rows.get(starter.above)}
            rows[starter.code] = write_row(Document, None, values, "")


def _issue(
    starter: Starter, raw: dict[str, Any], days: dict[str, Any], who: tuple[str, str], place: int, ids: Ids
) -> str:
    """From the draft to its day; answers the number."""
    by, approver = who
    is_manual = starter.values["layer"] == "A" and not starter.above
    order = {"order_of_issue": content("documents")["order"]} if is_manual else {}
    actor = ids.actor(by)
    with acting_at(actor, ids.at(days["drafted"], 9, place)):
        made = acts.open_record(process_of("edition"), actor=actor, raw={**raw, **order, "project": PROJECT})
    if "in_force" not in days:
        _moved(made.number, "submit", days["drafted"] - 2, by, place, ids, effective_on=str(ids.day(-10)))
        return made.number
    effective = str(ids.at(days["in_force"], 8).date())
    _moved(made.number, "submit", days["drafted"], by, place, ids, effective_on=effective)
    told = content("documents")
    reader = told["reader_of_manual"] if is_manual else told["reader"]
    _decided(made.number, "endorse", days["reviewed"], reader, place, ids)
    _decided(made.number, "approve", days["approved"], approver, place, ids)
    _moved(made.number, "take_effect", days["in_force"], told["reader"], place, ids)
    return made.number


def _revise(starter: Starter, how: dict[str, Any], told: dict[str, Any], approver: str, ids: Ids) -> None:
    """The next edition, on its way or in force."""
    added = [how["add"]] if "add" in how else []
    raw = {"document": starter.code, "sections": [*starter.sections, *added], "reason": how["reason"]}
    number = _issue(starter, raw, how, (how["by"], approver), 50, ids)
    if "in_force" in how:
        answers = {"review_outcome": "keep", "review_remark": told["remark"]}
        _moved(number, "confirm_review", told["confirmed"], how["by"], 50, ids, **answers)


def _moved(number: str, name: str, days: int, by: str, place: int, ids: Ids, **raw: Any) -> None:
    actor = ids.actor(by)
    with acting_at(actor, ids.at(days, 14, place % 60)):
        acts.move(process_of("edition"), number, name, actor=actor, raw=raw, version=None)


def _decided(number: str, name: str, days: int, by: str, place: int, ids: Ids) -> None:
    actor = ids.actor(by)
    with acting_at(actor, ids.at(days, 15, place % 60)):
        acts.decide(process_of("edition"), number, name, actor=actor, verdict="approved", version=None)
