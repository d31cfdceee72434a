"""Who the demo company is: profile, letters, duties taken on, the matrix, a year of meetings (1.1, 2.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from steward.demo.company import content
from steward.demo.promises import acting_at
from steward.demo.rhythm import ZONE
from steward.kernel import acts
from steward.kernel.catalogue import process_of
from steward.people.models import Duty
from steward.registers.organisation import starting
from steward.registers.organisation.models import (
    Acknowledgement,
    Certificate,
    Communication,
    Confirmation,
    Office,
    Position,
    Statement,
)

if TYPE_CHECKING:
    from steward.demo.ground import Ids

# Who keeps the organisation, who signs letters, and who the authorisation.
KEEPER, GENERAL_MANAGER, REPRESENTATIVE = "E1006", "E1001", "E1002"
DRAWN_UP, SIGNED, IN_FORCE = 706, 703, 700
# Days ago: when the duty statements were issued, taken on, and all of it confirmed.
ISSUED, TAKEN_ON, CONFIRMED = 200, 192, 30
PLANNED = 380
ISSUER = {"issuer_zh": "安准体系认证中心", "issuer_en": "Anzhun Certification Centre", "kept_at": "行政部档案室"}


def load_organisation(ids: Ids) -> None:
    """Write profile, offices and certificates, letters, duty statements, the plan and its meetings."""
    told = content("organisation")
    _load_profile(told, ids)
    _load_positions(told["units"], ids)
    for each in told["letters"]:
        _load_letter(each, GENERAL_MANAGER, ids)
    _load_letter({**told["authorisation"], "sort": "authorisation"}, REPRESENTATIVE, ids)
    for each in told["plan"]:
        names = {name: each[name] for name in ("code", "form", "organiser", "audience_zh", "audience_en")}
        Communication.objects.create(
            **names, name_zh=each["zh"], name_en=each["en"], every_days=each["every"], starts_on=ids.day(PLANNED)
        )
    for each in told["meetings"]:
        _load_meeting(each, ids)


def _load_profile(told: dict[str, Any], ids: Ids) -> None:
    for each in told["profile"]:
        Statement.objects.create(subject=each["subject"], text_zh=each["zh"], text_en=each["en"])
    for each in told["offices"]:
        named = {name: each[name] for name in ("phone", "purpose_zh", "purpose_en")}
        Office.objects.create(
            unit_id=ids.units[each["unit"]],
            address_zh=each["zh"],
            address_en=each["en"],
            **named,
        )
    for each in told["certificates"]:
        scope = {name: each[name] for name in ("number", "scope_zh", "scope_en")}
        Certificate.objects.create(
            **scope, **ISSUER, name_zh=each["zh"], name_en=each["en"], valid_from=ids.day(each["from"]),
            valid_until=ids.day(-each["until"]),
        )  # fmt: skip
    Confirmation.objects.create(person_id=ids.persons[REPRESENTATIVE], confirmed_at=ids.at(CONFIRMED, 10))


def _load_positions(units: dict[str, str], ids: Ids) -> None:
    with acting_at(ids.actor(KEEPER), ids.at(ISSUED, 10)):
        starting.begin()
    positions = {each.role: each for each in Position.objects.all()}
    for role, unit in units.items():
        Position.objects.filter(role=role).update(unit_id=ids.units[unit])
    held = Duty.objects.filter(role__in=positions, ends_on=None).order_by("id")
    taken = {(duty.role, duty.person_id): duty.starts_on for duty in held}
    Acknowledgement.objects.bulk_create(
        Acknowledgement(
            position=positions[role], person_id=person, edition=positions[role].edition,
            made_at=ids.at(TAKEN_ON if since <= ids.day(TAKEN_ON) else (ids.day(0) - since).days - 1, 11),
        )
        for (role, person), since in taken.items()
    )  # fmt: skip


def _load_letter(told: dict[str, Any], signer: str, ids: Ids) -> None:
    process, keeper = process_of("appointment"), ids.actor(KEEPER)
    raw = {**told, "project": "LANGU-IT", "starts_on": str(ids.day(IN_FORCE))}
    with acting_at(keeper, ids.at(DRAWN_UP, 10)):
        number = acts.open_record(process, actor=keeper, raw=raw).number
        acts.move(process, number, "submit_for_signature", actor=keeper, raw={}, version=None)
    signs = ids.actor(signer)
    with acting_at(signs, ids.at(SIGNED, 15)):
        acts.decide(process, number, "sign", actor=signs, verdict="approved", version=None)


def _load_meeting(told: dict[str, Any], ids: Ids) -> None:
    process, organiser, days = process_of("meeting"), ids.actor(told["by"]), told["days"]
    raw = {name: told[name] for name in ("title", "title_en", "sort", "project", "venue", "topics")}
    raw |= {"communication": told["plan"], "starts_at": ids.at(days, 10).isoformat(), "owner": told["by"]}
    raw["members"] = [{"person": code} for code in told["members"]]
    with acting_at(organiser, ids.at(days + 7, 9)):
        number = acts.open_record(process, actor=organiser, raw=raw).number
    actions = told["actions"]
    planned = [{"what": each["what"], "who": each["who"], "until": _day(each["until"], ids)} for each in actions]
    minutes = {"members": raw["members"], "minutes_text": told["minutes"], "actions": planned}
    with acting_at(organiser, ids.at(days, 16)):
        acts.move(process, number, "record_minutes", actor=organiser, raw=minutes, version=None)
    done = [each for each in actions if "done" in each]
    if len(done) < len(planned):
        return
    rows = [
        {**row, "done_on": _day(each["done"], ids), "result": each["result"]}
        for row, each in zip(planned, done, strict=True)
    ]
    with acting_at(organiser, ids.at(min(each["done"] for each in done), 17)):
        acts.amend(process, number, actor=organiser, raw={"actions": rows}, version=None)
        acts.move(process, number, "close", actor=organiser, raw={}, version=None)


def _day(days: int, ids: Ids) -> str:
    """The working day so many days ago, or the day so many days ahead."""
    return str(ids.at(days, 9).astimezone(ZONE).date() if days > 0 else ids.day(days))
