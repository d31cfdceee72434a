"""What an audit pack holds: the map, its figures, every case that is kept, a sample of right ones, their records.

The sample of a rule is drawn by a seed that the pack tells: whoever draws again from the same cases gets the same.
"""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db.models import F, TextField, Value
from django.db.models.functions import MD5, Cast, Concat
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from steward.kernel import policy
from steward.kernel.catalogue import all_judges, process_of
from steward.kernel.clauses import chapters
from steward.kernel.judges import Asked
from steward.kernel.ledger import heads_file
from steward.kernel.models import Record
from steward.oversight.conformity import standing
from steward.oversight.conformity.judging import figures_of
from steward.oversight.conformity.models import Case, Figure, Standing
from steward.oversight.conformity.naming import named
from steward.oversight.conformity.pack import documents
from steward.oversight.conformity.rest import told_of
from steward.oversight.conformity.wording import words
from steward.people.context import now
from steward.people.models import ServiceProject
from steward.surface.paper.web import html
from steward.surface.printing.frame import company_of
from steward.surface.printing.record import paper_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from steward.kernel.judges import Judge
    from steward.oversight.conformity.naming import NamedCase
    from steward.people.actor import Actor

SAMPLE = 10
# Cases of a rule whose records go along whole; the others are told in a row each.
WHOLE = 50


@dataclass(slots=True)
class Evidence:
    """Everything a pack tells, gathered at one moment with the eyes of one actor."""

    actor: Actor
    at: datetime
    day: date
    company: str
    stands: list[standing.ClauseStanding]
    cases: dict[str, list[NamedCase]]
    samples: dict[str, list[Record]]
    seed: str
    documents: list[documents.Held]

    @property
    def records(self) -> list[Record]:
        """The records that go along whole, each once."""
        kept = (each.record for cases in self.cases.values() for each in cases[:WHOLE])
        found = {each.pk: each for each in (*kept, *(r for drawn in self.samples.values() for r in drawn)) if each}
        return list(found.values())


def gather(actor: Actor, day: date) -> Evidence:
    """The map of today with everything behind it."""
    at = now()
    seed = f"{day.isoformat()} {at.timestamp():.0f}"
    asked = Asked(at, figures_of(day))
    kept = Case.objects.filter(policy.findings_visible_to(actor), gone_at=None).exclude(mark=Case.Mark.AHEAD)
    cases: dict[str, list[NamedCase]] = {}
    for each in named(list(kept.order_by("judge", "mark", "until", "id"))):
        cases.setdefault(each.case.judge, []).append(each)
    samples = {judge.name: sample(judge, asked, actor, seed) for judge in all_judges()}
    return Evidence(
        actor,
        at,
        day,
        company_of(actor),
        standing.standings(actor, day),
        cases,
        samples,
        seed,
        documents.held(),
    )


def sample(judge: Judge, asked: Asked, actor: Actor, seed: str) -> list[Record]:
    """Ten cases that are as the rule says, drawn by a seed; none where a rule is not about records. One statement."""
    cases = judge.cases(asked)
    if not issubclass(cases.model, Record):
        return []
    drawn = MD5(Concat(Cast(F("pk"), TextField()), Value(f" {seed}"), output_field=TextField()))
    right = cases.filter(policy.visible_to(actor), wrong=False).order_by(drawn)
    keys = list(right.values_list("pk", flat=True)[:SAMPLE])
    return list(Record.objects.filter(pk__in=keys).order_by("number"))


def parts(evidence: Evidence, tell: Callable[[int], None]) -> Iterator[tuple[str, bytes]]:
    """Name and content of every part; tells how many per cent are done."""
    yield "index.html", _page("conformity/pack.html", _index(evidence))
    yield "data/conformity.json", _json([told_of(each) for each in evidence.stands])
    yield "data/cases.csv", _csv(_case_rows(evidence))
    yield "data/course.csv", _csv(_course_rows(evidence.actor))
    yield "data/figures.json", _json(list(Figure.objects.order_by("name", "from_on").values()))
    if (heads := Path(heads_file())).exists():
        yield "ledger/heads.jsonl", heads.read_bytes()
    records = evidence.records
    for place, record in enumerate(records):
        process = process_of(record.kind)
        whole = process.model._default_manager.get(pk=record.pk)  # noqa: SLF001  Django's documented interface
        yield address_of(record), html(paper_of(process, whole, evidence.actor, evidence.at)).encode()
        tell(100 * (place + 1) // len(records))
    yield from documents.parts(evidence.actor, evidence.documents)
    tell(100)


def address_of(record: Record) -> str:
    """Where the record's page lies in the pack."""
    return f"records/{record.number}.html"


def _index(evidence: Evidence) -> dict[str, Any]:
    held = {each.pk for each in evidence.records}
    seen = Standing.objects.filter(policy.findings_visible_to(evidence.actor), standing.on(evidence.day))
    rows: dict[str, list[Standing]] = {}
    for row in seen.order_by("judge", "project_id"):
        rows.setdefault(row.judge, []).append(row)
    return {
        "evidence": evidence,
        "groups": [(each, [s for s in evidence.stands if s.clause.chapter == each.id]) for each in chapters()],
        "rows": rows,
        "projects": {each.pk: each for each in ServiceProject.objects.all()},
        "held": held,
        "address_of": address_of,
        "title": _("Audit pack"),
        **words(evidence.actor.zone),
    }


def _page(template: str, context: dict[str, Any]) -> bytes:
    return render_to_string(template, context, using="jinja2").encode()


def _json(data: Any) -> bytes:
    return json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True, default=str).encode()


def _csv(rows: Iterable[Iterable[object]]) -> bytes:
    """A table that a spreadsheet opens; what would be taken for a formula is text there."""
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return ("\ufeff" + out.getvalue()).encode()


def _case_rows(evidence: Evidence) -> Iterator[Iterable[object]]:
    yield ("clause", "rule", "project", "verdict", "record", "until", "found_at")
    codes = dict(ServiceProject.objects.values_list("pk", "code"))
    clauses = {judge.name: judge.clause for judge in all_judges()}
    for judge, cases in evidence.cases.items():
        for each in cases:
            case = each.case
            name = each.record.number if each.record else ("" if case.is_record else case.label)
            code = codes.get(case.project_id or 0, "")
            yield (clauses.get(judge, ""), judge, code, case.mark, name, case.until or "", case.found_at)


def _course_rows(actor: Actor) -> Iterator[Iterable[object]]:
    yield ("rule", "project", "verdict", "judged", "breached", "due", "from_day", "until_day")
    codes = dict(ServiceProject.objects.values_list("pk", "code"))
    for row in Standing.objects.filter(policy.findings_visible_to(actor)).order_by("judge", "project_id", "from_day"):
        code = codes.get(row.project_id or 0, "")
        yield (row.judge, code, row.verdict, row.judged, row.breached, row.due, row.from_day, row.until_day or "")
