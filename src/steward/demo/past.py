"""An incident of the demo as the kernel's batch pen takes it: each entry with the changes that it made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from steward.demo.company import OWN, company
from steward.demo.incident import EVERYBODY
from steward.kernel.history import Past, PastEntry
from steward.kernel.models import Audience

if TYPE_CHECKING:
    from steward.demo.ground import Ids
    from steward.demo.incident import DemoEntry, DemoIncident

# Words of a move that is told by the field it fills in, so that nothing is said twice.
SAID_BY = {
    "resolve": "resolution",
    "cancel": "cancel_reason",
    "reopen": "reopen_reason",
    "wait_for_change": "waits_for",
}


def past_of(one: DemoIncident, ids: Ids) -> Past:
    """Tell an incident again entry by entry; its columns are what the last entry left."""
    replay = _Replay(one, ids)
    entries = [replay.tell(entry) for entry in one.entries]
    values = {
        **replay.now_is,
        "state": replay.state,
        "author_id": ids.accounts[one.author],
        "audience": Audience.CUSTOMER,
        "opened_at": one.opened_at,
        "updated_at": one.updated_at,
        "closed_at": one.closed_at,
        "version": len(entries),
        "tags": list(one.tags),
        "custom": {"configuration_item": one.configuration_item, "site": one.site},
    }
    return Past(values, entries)


class _Replay:
    """The incident's fields as they stand after each entry."""

    def __init__(self, one: DemoIncident, ids: Ids) -> None:
        self.one, self.ids = one, ids
        self.state = ""
        self.now_is: dict[str, Any] = {
            "supplier_id": ids.parties[OWN],
            "owner_id": None,
            "team_id": None,
            "reopened": 0,
            "reassigned": 0,
            "waits_for": "",
            "restored_at": None,
            "resolved_at": None,
            "resolution": "",
            "closure_code": None,
            "confirmation": None,
            "confirmed_at": None,
            "reopen_reason": "",
            "cancel_reason": "",
        }

    def tell(self, entry: DemoEntry) -> PastEntry:
        before = self.state
        self.state = entry.to_state or before
        fresh = self._opened() if entry.verb == "opened" else self._after(entry)
        changes = {
            name: [_plain(self.now_is.get(name)), _plain(value)]
            for name, value in fresh.items()
            if self.now_is.get(name) != value
        }
        self.now_is.update(fresh)
        is_told = entry.verb == "opened" or entry.move in SAID_BY
        return PastEntry(
            verb=self._verb(entry),
            actor_id=self.ids.accounts[entry.actor],
            occurred_at=entry.occurred_at,
            reach=Audience.CUSTOMER if entry.reach == EVERYBODY else entry.reach,
            move=self._move(entry),
            from_state=before,
            to_state=self.state,
            body="" if is_told else entry.body,
            changes=changes,
            minutes=entry.minutes or None,
        )

    def _verb(self, entry: DemoEntry) -> str:
        """What the provider says to everybody is a reply; what the person says who reported it is not."""
        person = company().persons.get(entry.actor)
        answers = entry.verb == "commented" and entry.reach == EVERYBODY and entry.actor != self.one.requester
        return "replied" if answers and person and person.party == OWN else entry.verb

    def _move(self, entry: DemoEntry) -> str:
        """A customer confirms where the desk closes; to hand over is to assign again."""
        person = company().persons.get(entry.actor)
        if entry.move == "close" and person and person.party != OWN:
            return "confirm"
        return "assign" if entry.move == "reassign" else entry.move

    def _opened(self) -> dict[str, Any]:
        """The fields as they were reported, before anybody amended them."""
        one, ids = self.one, self.ids
        first: dict[str, str] = {}
        for entry in one.entries:
            for name, old, _new in entry.changes:
                first.setdefault(name, old)
        return {
            "title": one.title,
            "description": one.description,
            "customer_id": ids.parties[one.customer],
            "project_id": ids.projects[one.project],
            "requester_id": ids.persons[one.requester],
            "channel": one.channel,
            "service_id": ids.services[one.service],
            "category_id": ids.categories[one.category],
            "impact": one.impact,
            "urgency": int(first.get("urgency", one.urgency)),
            "priority": int(first.get("priority", one.priority)),
        }

    def _after(self, entry: DemoEntry) -> dict[str, Any]:
        """The fields that an entry sets, those that follow from the move included."""
        fresh = dict(self._named(entry))
        if entry.move.startswith("wait_for_"):
            fresh |= self._waiting(entry)
        if entry.move in {"assign", "reassign"} and self.now_is["team_id"]:
            fresh["reassigned"] = self.now_is["reassigned"] + 1
        if entry.move == "resume":
            fresh["waits_for"] = ""
        if entry.move == "resolve":
            is_last = entry.occurred_at == self.one.resolved_at
            restored_at = self.one.restored_at if is_last else entry.occurred_at
            fresh |= {"restored_at": restored_at, "resolved_at": entry.occurred_at}
        if entry.move == "reopen":
            fresh |= {"reopened": self.now_is["reopened"] + 1, "reopen_reason": entry.body}
            fresh |= {"resolved_at": None, "restored_at": None}
        if entry.move == "close":
            fresh["confirmed_at"] = entry.occurred_at
        if entry.move == "cancel":
            fresh["cancel_reason"] = entry.body
        return fresh

    def _named(self, entry: DemoEntry) -> dict[str, Any]:
        """The changes that the generator names, by column."""
        found: dict[str, Any] = {}
        for name, _old, new in entry.changes:
            if name == "team":
                found["team_id"] = self.ids.teams[new]
            elif name == "owner":
                found["owner_id"] = self.ids.persons[new]
            else:
                found[name] = int(new) if name in {"urgency", "priority"} else new
        return found

    def _waiting(self, entry: DemoEntry) -> dict[str, Any]:
        if entry.to_state == "waiting_for_supplier":
            supplier = company().parties[self.one.supplier]
            name = supplier.short.in_language(self.one.language)
            return {"waits_for": name, "supplier_id": self.ids.parties[supplier.code]}
        if entry.to_state == "waiting_for_user":
            return {"waits_for": company().persons[self.one.requester].name.in_language(self.one.language)}
        return {"waits_for": entry.body}


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
