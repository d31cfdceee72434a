"""What the pages of releases and roll-outs show at a glance: sites, contents, pipeline, steps to tick (manual 9.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from steward.kernel import gates, policy
from steward.kernel.catalogue import process_of
from steward.kernel.intake.values import field_of
from steward.people.roles import ROLES
from steward.processes.release import baselines, queries, rules, sites
from steward.processes.release.drafting import GUIDE, NOTE
from steward.processes.release.ticking import MARK, OFF, ON, TICKED
from steward.processes.release.words import PARTS, RunOutcome, Stage
from steward.surface import times

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

    from steward.kernel.models import Record
    from steward.people.actor import Actor
    from steward.processes.release.items import Item
    from steward.processes.release.queries import Site, Told

GATES = {"awaiting_test": "authorise_test", "awaiting_approval": "approve"}


def _rendered(name: str, context: dict[str, Any]) -> SafeString:
    return mark_safe(render_to_string(f"release/{name}.html", context))  # noqa: S308  the template escapes  # nosec B308, B703


def at_a_glance(record: Any, actor: Actor) -> SafeString | None:
    """Who decides, what the plan lacks, the sites, the contents and what the pipeline told; for the provider."""
    if not actor.is_provider:
        return None
    process = process_of("release")
    found = queries.around(record)
    is_planned = record.state in sites.PLANNING
    may_amend = not policy.why_not_amend(process, record, actor)
    context = {
        "lines": _lines(record),
        "lacks": _lacks(record, found.sites) if is_planned else [],
        "sites": [_site(site, actor) for site in found.sites],
        "add_url": _add_url(record) if is_planned and may_amend else "",
        "contents": _contents(record, found.items),
        "runs": [_run(each, actor) for each in found.runs],
        "compare_url": baselines.comparison_of(record) if record.installed_baseline_id else "",
        "papers": _papers(record),
        "draft_url": _draft_url(record, may_amend=may_amend),
    }
    return _rendered("glance", context)


def _add_url(record: Any) -> str:
    return "/rollout/new/?" + urlencode({"release": record.number, "project": record.project.code})


def _lines(record: Any) -> list[dict[str, Any]]:
    """The lines of the gate that it stands before, and how many have approved."""
    move = GATES.get(record.state)
    if move is None:
        return []
    stands = gates.standing(record, process_of("release").move(move))
    return [
        {
            "who": " / ".join(str(ROLES[role].label) for role in line.by),
            "given": stands.approvals[line.name],
            "needed": line.quorum,
        }
        for line in stands.lines
    ]


def _lacks(record: Any, found: list[Site]) -> list[str]:
    process = process_of("release")
    names = [name for name in rules.PLAN if not getattr(record, name)]
    labels = [str(field_of(process, name).verbose_name) for name in names]
    return labels if found else [*labels, str(process_of("rollout").label_plural)]


def _site(site: Site, actor: Actor) -> dict[str, Any]:
    state = process_of("rollout").state(site.state)
    return {
        "url": f"/rollout/{site.number}/",
        "label": f"{site.number} {site.title}",
        "state": state.label,
        "tone": state.tone,
        "start": times.short(site.planned_start, actor.zone) if site.planned_start else "",
        "live": times.short(site.live_at, actor.zone) if site.live_at else "",
        "settled": times.short(site.settled_at, actor.zone) if site.settled_at else "",
        "change": {"number": site.change, "url": f"/change/{site.change}/"} if site.change else None,
    }


def _contents(record: Any, known: dict[str, Item]) -> list[dict[str, Any]]:
    labels = dict(PARTS)
    return [
        {
            "part": str(labels[row["part"]]),
            "label": f"{item.number} {item.title}",
            "url": item.url,
            "state": item.state_label,
            "note": row.get("note", ""),
        }
        for row in record.contents
        if (item := known.get(row["item"]))
    ]


def _run(each: Told, actor: Actor) -> dict[str, Any]:
    return {
        "stage": str(Stage(each.stage).label),
        "run": each.run,
        "url": each.url,
        "build": each.build_reference,
        "site": each.site,
        "outcome": str(RunOutcome(each.outcome).label),
        "tone": "done" if each.outcome == RunOutcome.PASSED else "dropped",
        "when": times.short(each.ended_at, actor.zone),
    }


def _papers(record: Any) -> list[dict[str, str]]:
    """What is handed out with the release, where it is written."""
    process = process_of("release")
    return [
        {
            "label": f"{field_of(process, name).verbose_name} · {word}",
            "url": f"/release/{record.number}/paper.{form}?text={name}",
        }
        for name in (NOTE, GUIDE)
        if getattr(record, name)
        for form, word in (("pdf", "PDF"), ("docx", "Word"))
    ]


def _draft_url(record: Any, *, may_amend: bool) -> str:
    is_whole = record.release_note and record.installation_guide
    return f"/release/{record.number}/draft/" if may_amend and not is_whole and record.is_open else ""


def run(record: Record, actor: Actor) -> SafeString | None:
    """The run sheet, the checks and the way back, to be ticked off where the site is at them; for the provider."""
    if not actor.is_provider:
        return None
    process = process_of("rollout")
    ticked = TICKED.get(record.state) if not policy.why_not_amend(process, record, actor) else None
    tables = [
        {
            "label": str(field_of(process, name).verbose_name),
            "steps": [_step(name, place, row) for place, row in enumerate(getattr(record, name))],
            "has_minutes": any("minutes" in row for row in getattr(record, name)),
            "is_ticked": name == ticked,
        }
        for name in MARK
        if getattr(record, name)
    ]
    return _rendered("run", {"tables": tables, "tick_url": f"/rollout/{record.number}/tick/"}) if tables else None


def _step(name: str, place: int, row: dict[str, Any]) -> dict[str, Any]:
    is_done = bool(row.get(MARK[name]))
    more = [row.get("expected", ""), row.get("who", "")]
    return {
        "text": row.get("step") or row.get("check", ""),
        "more": " · ".join(text for text in more if text),
        "minutes": row.get("minutes"),
        "is_done": is_done,
        "value": f"{name}.{place}.{OFF if is_done else ON}",
    }
