"""Problems of the demo company with the incidents behind them, and the articles that its people wrote (7.2.2, 7.3)."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.db import connection

from steward.demo.company import content
from steward.demo.promises import acting_at
from steward.demo.rhythm import ZONE
from steward.kernel import acts
from steward.kernel.catalogue import process_of
from steward.processes.incident.models import Incident
from steward.registers.knowledge import votes

if TYPE_CHECKING:
    from steward.demo.ground import Ids

CLOSER, READERS = "E1008", ("E1018", "E1019", "E1020")
DAYS_BEFORE, SOLVED_WITH = 90, 4
NAMED = ("title", "title_en", "project", "category", "origin", "impact", "urgency", "description", "whys", "fishbone")
# The way of a problem, days after its opening, with the fields that are asked for on it.
WAY = (
    ("investigate", 1, ()),
    ("publish_known_error", 4, ("known_error", "workaround", "root_cause")),
    ("wait_for_change", 6, ("waits_for",)),
    ("propose_acceptance", 7, ("accepted_risk",)),
    ("solve", 20, ("root_cause", "solution")),
    ("close", 45, ("verification", "review")),
)
ARTICLE = ("title", "title_en", "project", "category", "readers", "symptom", "cause", "solution", "checks")


def load_problems(ids: Ids) -> None:
    """Write problems and articles as they came over the last months."""
    told = content("problems")
    for minute, problem in enumerate(told["problems"]):
        load_problem(problem, minute, ids)
    for minute, article in enumerate(told["articles"]):
        _load_article(article, minute, ids)
    # What was told months ago is not told again to whoever opens the demo.
    with connection.cursor() as cursor:
        cursor.execute("delete from procrastinate_jobs where task_name = 'steward.tell' and status = 'todo'")


def load_problem(told: dict[str, Any], minute: int, ids: Ids) -> str:
    """Opens a problem and leads it as far as it has come; answers its number."""
    process, analyst = process_of("problem"), ids.actor(told["by"])
    raw = {name: told[name] for name in NAMED if name in told}
    raw |= {"service": ids.service_numbers[told["service"]], "owner": told["by"]}
    raw["events"] = [{**event, "at": _moment(event["at"], ids)} for event in told.get("events", [])]
    with acting_at(analyst, ids.at(told["days"], 10, minute)):
        number: str = acts.open_record(process, actor=analyst, raw=raw).number
        _tie(told, told["behind"], "caused_by", number, ids)
    for name, after, asked in WAY:
        if not told["until"]:
            break
        # A way of its own has none of the texts that the others ask for.
        if not all(field in told for field in asked):
            continue
        mover = ids.actor(CLOSER if name == "close" else told["by"])
        at = ids.at(told["days"] - after, 15, minute)
        answers = {field: told[field] for field in asked}
        answers |= {"reviewed_on": str(at.astimezone(ZONE).date())} if name == "close" else {}
        # Looked at again one after the other, a week apart.
        answers |= {"next_review_on": str(ids.day(-7 * (minute + 1)))} if name == "investigate" else {}
        with acting_at(mover, at):
            acts.move(process, number, name, actor=mover, raw=answers, version=None)
        if name == told["until"]:
            break
    return number


def _moment(text: str, ids: Ids) -> str:
    """`-9 02:10`: that time nine days ago."""
    days, hours = text.split()
    moment = datetime.combine(ids.day(-int(days)), time.fromisoformat(hours), tzinfo=ZONE)
    return moment.isoformat()


def _tie(told: dict[str, Any], most: int, relation: str, target: str, ids: Ids) -> None:
    """Ties the last incidents of the same project and category that were over before."""
    process, agent, until = process_of("incident"), ids.actor(told["by"]), ids.at(told["days"], 10)
    found = Incident.objects.filter(
        project_id=ids.projects[told["project"]],
        category_id=ids.categories[told["category"]],
        updated_at__lt=until,
        updated_at__gte=until - timedelta(days=DAYS_BEFORE),
    )
    for number in found.order_by("-pk").values_list("number", flat=True)[:most]:
        acts.link(process, number, actor=agent, relation=relation, target=target)


def _load_article(told: dict[str, Any], minute: int, ids: Ids) -> None:
    """Written, submitted and published by another; then read and judged."""
    process, writer, reviewer = process_of("article"), ids.actor(told["by"]), ids.actor(CLOSER)
    raw = {name: told[name] for name in ARTICLE if told.get(name)}
    raw |= {"service": ids.service_numbers[told["service"]], "owner": told["by"]}
    # Days off move to the working day before: whatever follows comes later on a day, so that it is later on the same.
    with acting_at(writer, ids.at(told["days"], 9, minute)):
        number = acts.open_record(process, actor=writer, raw=raw).number
        valid = {"valid_until": str(ids.day(told["days"] - 365))}
        acts.move(process, number, "submit", actor=writer, raw=valid, version=None)
    with acting_at(reviewer, ids.at(told["days"] - 2, 11, minute)):
        acts.decide(process, number, "publish", actor=reviewer, verdict="approved", version=None)
    with acting_at(writer, ids.at(told["days"] - 2, 16, minute)):
        _tie(told, SOLVED_WITH, "solved_with", number, ids)
    for place, reader in enumerate(READERS[: 1 + minute % len(READERS)]):
        actor = ids.actor(reader)
        with acting_at(actor, ids.at(max(told["days"] - 9, 1), 17, minute)):
            votes.say(number, actor=actor, helped="no" if place == len(READERS) - 1 else "yes")
