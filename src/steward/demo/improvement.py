"""How the demo company looks at itself: an audit of the year, what it found, and the review by top management (3.4)."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from django.db import connection

from steward.demo.audited import load_external_audits
from steward.demo.bettering import load_improvements
from steward.demo.company import company, content
from steward.demo.performance import load_performance
from steward.demo.promises import acting_at
from steward.demo.rhythm import ZONE
from steward.kernel import acts, raising
from steward.kernel.catalogue import all_judges, process_of
from steward.oversight.conformity.judging import judge_all
from steward.oversight.conformity.models import Figure, Pack, Run
from steward.oversight.conformity.pack import making

if TYPE_CHECKING:
    from steward.demo.ground import Ids

# Who leads the audit, and who prepares the review.
LEAD, REPRESENTATIVE = "E1006", "E1002"
PLANNED, ANNOUNCED, BEGUN, LOOKED_AT, REPORTED, CLOSED = 150, 140, 126, 120, 118, 116
# The way of a nonconformity: days ago, and what is asked for on it.
WAY = (
    ("contain", 117, ("containment",)),
    ("analyse", 112, ("root_cause", "whys")),
    ("agree_on_actions", 110, ("actions", "measure", "expected", "measure_from")),
    ("report_done", 89, ("actions",)),
    ("confirm_effect", 38, ("measured_on", "measured")),
)
LATEST_PLANNED = ("kind", "what", "who", "until")


def load_improvement(ids: Ids) -> None:
    """Write the company's figures, the audit with its findings, an observation of these days, the review of today."""
    told = content("improvement")
    Figure.objects.bulk_create(Figure(from_on=ids.day(365), **each) for each in told["figures"])
    _load_audit(told["audit"], ids)
    _load_observation(told["observation"], ids)
    load_improvements(ids)
    load_external_audits(ids)
    load_performance(ids)
    judge_all()
    _load_review(told["review"], ids)
    _make_pack(ids)
    # What was told months ago is not told again to whoever opens the demo.
    with connection.cursor() as cursor:
        cursor.execute("delete from procrastinate_jobs where task_name = 'steward.tell' and status = 'todo'")


def _make_pack(ids: Ids) -> None:
    """This year's audit pack shows the map after the review; it was taken away, so that no file of it is here."""
    judge_all()
    username = company().persons[REPRESENTATIVE].username
    with TemporaryDirectory() as folder, acting_at(ids.actor(REPRESENTATIVE), ids.now):
        making.make(Path(folder) / "pack.zip", username, "zh", lambda _percent: None)
    judge_all(each for each in all_judges() if Pack in each.reads)
    # How long the judging took would differ from load to load.
    Run.objects.all().delete()


def _day(days: int, ids: Ids) -> str:
    """The working day so many days ago, or the day so many days ahead."""
    return str(ids.at(days, 9).astimezone(ZONE).date() if days > 0 else ids.day(days))


def _moved(kind: str, number: str, name: str, days: int, by: str, ids: Ids, **raw: Any) -> Any:
    actor = ids.actor(by)
    with acting_at(actor, ids.at(days, 16)):
        return acts.move(process_of(kind), number, name, actor=actor, raw=raw, version=None)


def _load_audit(told: dict[str, Any], ids: Ids) -> None:
    process, lead = process_of("audit"), ids.actor(LEAD)
    raw = {name: told[name] for name in ("title", "purpose", "project")} | {"owner": LEAD}
    raw |= {"planned_from": _day(130, ids), "planned_until": _day(REPORTED, ids)}
    raw["plan"] = [{**row, "day": _day(row["day"], ids)} for row in told["plan"]]
    with acting_at(lead, ids.at(PLANNED, 10)):
        number = acts.open_record(process, actor=lead, raw=raw).number
    _moved("audit", number, "announce", ANNOUNCED, LEAD, ids)
    _moved("audit", number, "begin", BEGUN, LEAD, ids)
    drawn = told["sample"]
    asked = {"sample_size": drawn["size"], "seed": drawn["seed"]}
    asked |= {"sample_from": _day(drawn["from"], ids), "sample_until": _day(drawn["until"], ids)}
    record = _moved("audit", number, "draw_sample", BEGUN, LEAD, ids, **asked)
    with acting_at(lead, ids.at(LOOKED_AT, 15)):
        raw = {"checks": _answered(record.checks, told["findings"]), "drawn": _seen(record.drawn, told["findings"])}
        acts.amend(process, number, actor=lead, raw=raw, version=None)
    report = _moved("audit", number, "draft_report", REPORTED, LEAD, ids).report
    _moved("audit", number, "report", REPORTED, LEAD, ids, report=report)
    for place, finding in enumerate(told["findings"]):
        _load_finding(number, finding, place, ids)
    _moved("audit", number, "close", CLOSED, LEAD, ids)


def _answered(checks: list[dict[str, Any]], findings: list[dict[str, Any]]) -> list[dict[str, Any]]:
    notes = {each["clause"]: each["note"] for each in findings}
    return [
        {**row, "result": "nonconform", "note": notes[row["clause"]]}
        if row["clause"] in notes
        else {**row, "result": "conform"}
        for row in checks
    ]


def _seen(drawn: list[dict[str, Any]], findings: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """All looked at; the first incidents drawn show what was found."""
    incidents = [row["number"] for row in drawn if row["kind"] == "incident"]
    notes = dict(zip(incidents, (each["note"] for each in findings), strict=False))
    return [{**row, "seen": True, "note": notes.get(row["number"], "")} for row in drawn]


def _load_finding(audit: str, finding: dict[str, Any], place: int, ids: Ids) -> None:
    told, kind = finding["nonconformity"], "nonconformity"
    lead, worker = ids.actor(LEAD), told["owner"]
    raw = {name: told[name] for name in ("title", "grade", "owner")}
    raw |= {"found_by": "audit", "clause": finding["clause"], "description": finding["note"]}
    with acting_at(lead, ids.at(REPORTED, 17, place)):
        made = raising.raise_from(process_of("audit"), audit, process_of(kind), actor=lead, raw=raw)
    asked = told | {"measured_on": _day(38, ids), "measure_from": _day(told["measure_from"], ids)}
    done = [{**row, **{name: _day(row[name], ids) for name in ("until", "done_on") if name in row}}
            for row in told["actions"]]  # fmt: skip
    for name, days, fields in WAY:
        answers = {field: asked[field] for field in fields}
        if "actions" in fields:
            planned = [{key: row[key] for key in LATEST_PLANNED} for row in done]
            answers["actions"] = planned if name == "agree_on_actions" else done
        _moved(kind, made.number, name, days, LEAD if name == "confirm_effect" else worker, ids, **answers)
        if name == told["until"]:
            break
    if "extension" in told:
        _extend(made.number, told["extension"], worker, ids)


def _extend(number: str, told: dict[str, Any], worker: str, ids: Ids) -> None:
    """More time, asked for by whoever works on it and granted by another."""
    process, decider = process_of("nonconformity"), ids.actor(REPRESENTATIVE)
    asked = {"extension_until": _day(told["until"], ids), "extension_reason": told["reason"]}
    _moved("nonconformity", number, "ask_for_extension", told["asked"], worker, ids, **asked)
    with acting_at(decider, ids.at(told["decided"], 10)):
        acts.decide(process, number, "extend", actor=decider, verdict="approved", version=None)


def _load_observation(told: dict[str, Any], ids: Ids) -> None:
    raw = {name: told[name] for name in ("title", "grade", "project", "clause", "owner", "description")}
    actor = ids.actor(LEAD)
    with acting_at(actor, ids.at(told["days"], 11)):
        acts.open_record(process_of("nonconformity"), actor=actor, raw={**raw, "found_by": "by_hand"})


def _load_review(told: dict[str, Any], ids: Ids) -> None:
    process, organiser = process_of("management_review"), ids.actor(REPRESENTATIVE)
    raw = {name: told[name] for name in ("title", "project", "venue", "influences")}
    with acting_at(organiser, ids.at(10, 10)):
        raw |= {"held_on": str(ids.day(0)), "owner": REPRESENTATIVE}
        number = acts.open_record(process, actor=organiser, raw=raw).number
    resolutions = [{**row, "until": str(ids.day(row["until"]))} for row in told["resolutions"]]
    answers = {name: told[name] for name in ("attendees", "conclusions")} | {"resolutions": resolutions}
    with acting_at(organiser, ids.now):
        acts.move(process, number, "gather_inputs", actor=organiser, raw={}, version=None)
        acts.move(process, number, "record_conclusions", actor=organiser, raw=answers, version=None)
