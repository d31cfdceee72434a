"""Minutes of years ago: one disposal of them carried out, one proposed (2.2.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from steward.demo.company import content
from steward.demo.promises import acting_at
from steward.kernel import acts
from steward.kernel.catalogue import process_of
from steward.people.context import clock_set_to
from steward.registers.document.disposing.carrying_out import carry_out

if TYPE_CHECKING:
    from steward.demo.ground import Ids


def load_disposals(ids: Ids) -> None:
    """Meetings held and closed long ago, then what became of them."""
    told = content("disposals")
    for each in told["meetings"]:
        _hold(each, told, ids)
    for each in told["disposals"]:
        _propose(each, told, ids)


def _hold(each: dict[str, Any], told: dict[str, Any], ids: Ids) -> None:
    process, chair, days = process_of("meeting"), ids.actor(told["by"]), each["days"]
    members = [{"person": code} for code in told["members"]]
    raw = {"title": each["title"], "title_en": each["title_en"], "starts_at": ids.at(days, 10).isoformat()}
    raw |= {name: told[name] for name in ("sort", "project", "venue")}
    with acting_at(chair, ids.at(days + 5, 9)):
        number = acts.open_record(process, actor=chair, raw={**raw, "owner": told["by"], "members": members}).number
    with acting_at(chair, ids.at(days, 16)):
        minutes = {"members": members, "minutes_text": told["minutes"]}
        acts.move(process, number, "record_minutes", actor=chair, raw=minutes, version=None)
    with acting_at(chair, ids.at(days - 6, 17)):
        acts.move(process, number, "close", actor=chair, raw={}, version=None)


def _propose(each: dict[str, Any], told: dict[str, Any], ids: Ids) -> None:
    """Drawn up and proposed; approved by the department and by record control, and carried out, where it is told."""
    process, asks = process_of("disposal"), ids.actor(told["proposer"])
    raw = {"project": told["project"], "record_type": told["type"], "reason": each["reason"]}
    raw["closed_before"] = str(ids.day(each["closed_before"]))
    with acting_at(asks, ids.at(each["proposed"], 10)):
        number = acts.open_record(process, actor=asks, raw=raw).number
        acts.move(process, number, "propose", actor=asks, raw={}, version=None)
    if "approved" not in each:
        return
    for code in (told["department"], told["control"]):
        actor = ids.actor(code)
        with acting_at(actor, ids.at(each["approved"], 14)):
            acts.decide(process, number, "approve", actor=actor, verdict="approved", version=None)
    keeper = ids.actor(told["department"])
    with acting_at(keeper, ids.at(each["carried_out"], 15)):
        acts.move(process, number, "carry_out", actor=keeper, raw={}, version=None)
    with clock_set_to(ids.at(each["carried_out"], 16)):
        while carry_out():
            pass
