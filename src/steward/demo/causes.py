"""What was behind the gravest incidents of the demo company's year, and what solved the common ones (7.1.1, 7.2.2)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef

from steward.demo.company import content
from steward.demo.problems import load_problem
from steward.demo.promises import acting_at
from steward.demo.rhythm import ZONE
from steward.kernel import acts
from steward.kernel.catalogue import process_of
from steward.kernel.models import Link, Record
from steward.processes.incident.models import Incident
from steward.processes.problem.models import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from steward.demo.ground import Ids

OURS, ENGLISH = "LANGU-IT", "NOR-PLANT"
# Younger ones are still being looked into; of this project the last ones were forgotten.
LOOKED_INTO = timedelta(days=13)
FORGOTTEN_OF, FORGOTTEN = "KXM-CARE", 2
# How far a problem has come by its age in days.
COME_TO = ((50, "close"), (25, "solve"), (6, "publish_known_error"), (1, "investigate"))
REVIEW = "处理过程已讲评，结论写入运行手册。"
QUARTER = timedelta(days=91)
# One in so many was solved otherwise.
OTHERWISE = 6


def load_causes(ids: Ids) -> None:
    """Ties incidents of priority 1 to the problem that caused them, common ones to the article that solved them."""
    waiting = list(_gravest(ids))
    for place, cause in enumerate(content("causes")["causes"]):
        for project in [OURS] if cause.get("shared") else cause["projects"]:
            mine = [one for one in waiting if _is_caused(one, cause, project)]
            if mine:
                waiting = [one for one in waiting if one not in mine]
                _tie(mine, _problem_behind(cause, project, mine, place, ids), "caused_by", cause["by"], ids)
    for article in content("problems")["articles"]:
        _tie_solved(article, ids)


def _gravest(ids: Ids) -> Iterator[Any]:
    """Those of the year that are tied to no problem yet, but for the forgotten ones, the oldest first."""
    tied = Link.objects.filter(source=OuterRef("pk"), relation="caused_by", target__kind="problem")
    storm = Link.objects.filter(relation="parent_of")
    found = Incident.objects.filter(~Exists(tied), priority=1, opened_at__lt=ids.now - LOOKED_INTO)
    found = found.exclude(state="cancelled").order_by("opened_at", "pk").select_related("project", "category")
    rows = list(
        found.annotate(
            is_storm=Exists(storm.filter(source=OuterRef("pk"))) | Exists(storm.filter(target=OuterRef("pk")))
        )
    )
    old = [one for one in rows if one.project.code == FORGOTTEN_OF and one.opened_at < ids.now - timedelta(days=15)]
    forgotten = old[-FORGOTTEN:]
    return (one for one in rows if one not in forgotten)


def _is_caused(one: Any, cause: dict[str, Any], project: str) -> bool:
    if cause.get("storm") or one.is_storm:
        return bool(cause.get("storm") and one.is_storm)
    return one.category.code == cause["category"] and bool(cause.get("shared") or one.project.code == project)


def _problem_behind(cause: dict[str, Any], project: str, mine: list[Any], place: int, ids: Ids) -> Problem:
    """The project's problem of that category, else one opened when the first incident was over."""
    there = Problem.objects.filter(project__code=project, category__code=cause["category"])
    if not cause.get("storm") and (found := there.order_by("pk").first()):
        return found
    days = max((ids.now.astimezone(ZONE).date() - mine[0].updated_at.astimezone(ZONE).date()).days - 1, 2)
    until = next(name for age, name in COME_TO if days >= age)
    whys = [{"why": "Why did it happen?" if project == ENGLISH else "为何会发生？", "because": cause["because"]}]
    told = {**cause, "project": project, "days": days, "until": until, "whys": whys, "review": REVIEW}
    number = load_problem({**told, "origin": "incidents", "impact": 1, "urgency": 2, "behind": 0}, place, ids)
    return Problem.objects.get(number=number)


def _tie(mine: Iterable[Any], target: Record, relation: str, by: str, ids: Ids) -> None:
    process, agent = process_of("incident"), ids.actor(by)
    for one in mine:
        with acting_at(agent, min(max(one.updated_at, target.opened_at), ids.now)):
            acts.link(process, one.number, actor=agent, relation=relation, target=target.number)


def _tie_solved(told: dict[str, Any], ids: Ids) -> None:
    """The incidents of its category closed in the last quarter, after it was published."""
    article = Record.objects.get(kind="article", title=told["title"], state="published")
    since = max(ids.now - QUARTER, ids.at(told["days"] - 3, 9))
    solved = Link.objects.filter(source=OuterRef("pk"), relation="solved_with", target__kind="article")
    found = Incident.objects.filter(
        ~Exists(solved), category_id=ids.categories[told["category"]], state="closed", closed_at__gte=since
    )
    mine = [one for place, one in enumerate(found.order_by("pk"), start=1) if place % OTHERWISE]
    _tie(mine, article, "solved_with", told["by"], ids)
