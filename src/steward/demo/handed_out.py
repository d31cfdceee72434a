"""Who holds the demo company's documents: receipts, a finished recall, one disclosure (1.4.2-1.4.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from steward.demo.company import content
from steward.demo.promises import acting_at
from steward.kernel import acts
from steward.kernel.catalogue import process_of
from steward.people.models import Person
from steward.registers.document.handing import copies, queries
from steward.registers.document.handing.models import Copy, Sort
from steward.registers.document.models import Edition

if TYPE_CHECKING:
    from datetime import datetime

    from steward.demo.ground import Ids

PROJECT = "LANGU-IT"


def hand_out_first(code: str, number: str, ids: Ids) -> None:
    """Hand a first edition to those who are to work by it, while it is the one in force."""
    told = content("handed_out")
    for each in (each for each in told["first"] if each["code"] == code):
        actor = ids.actor(told["by"])
        with acting_at(actor, ids.at(each["days"], 10)):
            edition = Edition.objects.get(number=number)
            copies.hand_out(edition, _people(each["electronic"]), Sort.ELECTRONIC, "", actor=actor)
            for holder, place in each.get("paper", {}).items():
                copies.hand_out(edition, _people([holder]), Sort.PAPER, place, actor=actor)
        _answer(edition, told, each["days"], ids)


def load_handed_out(ids: Ids) -> None:
    """What came after: the manual's second edition in the same hands, old prints back, one more procedure, a guest."""
    told = content("handed_out")
    actor = ids.actor(told["by"])
    for each in told["lately"]:
        with acting_at(actor, ids.at(each["days"], 9)):
            edition = Edition.objects.get(in_force_of__code=each["code"])
            people = queries.people_of(each["role"], ids.day(each["days"]))
            copies.hand_out(edition, people, Sort.ELECTRONIC, "", actor=actor)
        _answer(edition, told, each["days"], ids, each["silent"])
    with acting_at(actor, ids.now):
        manual = Edition.objects.get(in_force_of__code=told["disclosure"]["code"])
    _answer(manual, told, told["second_edition"], ids)
    _recall(told, ids)
    _disclose(told["disclosure"], manual, told["by"], ids)


def _people(codes: list[str]) -> list[Person]:
    return list(Person.objects.filter(code__in=codes).order_by("code"))


def _answer(
    edition: Edition, told: dict[str, Any], days: int, ids: Ids, silent: tuple[str, ...] | list[str] = ()
) -> None:
    """Every holder but the silent ones acknowledges, one day or some after."""
    held = Copy.objects.filter(edition=edition, acknowledged_at=None).select_related("holder").order_by("number")
    with acting_at(ids.actor(told["by"]), ids.now):
        found = [(copy.pk, copy.holder.code) for copy in held if copy.holder and copy.holder.code not in silent]
    for place, (pk, holder) in enumerate(found):
        actor = ids.actor(holder)
        later = min(days - 1, place % told["answered_within"] + 1)
        with acting_at(actor, ids.at(days - later, 16, place)):
            copies.acknowledge(pk, actor=actor)


def _recall(told: dict[str, Any], ids: Ids) -> None:
    actor = ids.actor(told["by"])
    for each in told["recalled"]:
        with acting_at(actor, ids.at(each["days"], 11)):
            copy = Copy.objects.select_related("edition").get(
                document__code=told["disclosure"]["code"], holder__code=each["holder"], sort=Sort.PAPER,
                edition__in_force_of=None,
            )  # fmt: skip
            copies.take_back(copy.edition, copy.pk, each["ending"], actor=actor)


def _disclose(told: dict[str, Any], edition: Edition, by: str, ids: Ids) -> None:
    """Asked for, reviewed, approved, handed over."""
    process = process_of("disclosure")
    asks, reviews, approves = (ids.actor(code) for code in (by, told["reviewer"], told["approver"]))
    raw = {
        "project": PROJECT, "edition": edition.number, "recipient": told["recipient"], "purpose": told["purpose"],
        "back_by": str(ids.day(told["back_by"])),
    }  # fmt: skip
    with acting_at(asks, _at(told, "asked", ids)):
        number = acts.open_record(process, actor=asks, raw=raw).number
        acts.move(process, number, "submit", actor=asks, raw={}, version=None)
    for actor, name, day in ((reviews, "endorse", "reviewed"), (approves, "approve", "approved")):
        with acting_at(actor, _at(told, day, ids)):
            acts.decide(process, number, name, actor=actor, verdict="approved", version=None)
    with acting_at(asks, _at(told, "handed_over", ids)):
        given = {"received_by": told["received_by"]}
        acts.move(process, number, "hand_over", actor=asks, raw=given, version=None)


def _at(told: dict[str, Any], day: str, ids: Ids) -> datetime:
    return ids.at(told[day], 14)
