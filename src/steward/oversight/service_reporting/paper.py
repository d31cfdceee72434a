"""A report on paper: the summary on its first page, then section by section, and who checked it (manual 5.2.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from steward.kernel.models import Decision, TimelineEntry
from steward.kernel.names import names_of
from steward.oversight.service_reporting.showing import Reader, Shown
from steward.surface import times
from steward.surface.paper.content import Contents, Facts, Heading, PageBreak, Prose, SignOff, Table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from steward.kernel.models import Record
    from steward.people.actor import Actor
    from steward.surface.paper.content import Block


def paper_of(record: Record, actor: Actor) -> list[Block]:
    """All of the report, as its reader sees it on the page."""
    report: Any = record
    if not report.figures:
        return [Prose(_("This report has no figures: draw them first."))]
    reader = Reader(report.figures, actor)
    sections = reader.sections(report)
    return [
        *_first_page(report, reader, actor),
        Contents(_("Contents of the report")),
        PageBreak(),
        *(block for number, each in enumerate(sections, 1) for block in _section(number, each)),
        *_further(report, len(sections) + 1),
        *_signed(report, actor),
    ]


def _first_page(report: Any, reader: Reader, actor: Actor) -> Iterator[Block]:
    names = names_of({"project": {report.project_id}, "party": {report.customer_id}})
    period = f"{report.figures['period']} ({report.period_from} – {report.period_until})"
    facts = [
        (_("Customer"), names.name("party", report.customer_id)),
        (_("Service project"), names.name("project", report.project_id)),
        (_("Period"), period),
        (_("Issued at"), times.short(report.issued_at, actor.zone) if report.issued_at else "–"),
        *((card["label"], card["value"]) for card in reader.cards()),
    ]
    if report.correction:
        facts.append((_("Reason of the correction"), report.correction))
    yield Facts(tuple(facts))
    yield Heading(_("Summary"))
    yield Prose(report.summary or _("The summary is not written yet."))
    yield Heading(_("Conclusion"))
    yield Prose(report.conclusion or "–")


def _section(number: int, shown: Shown) -> Iterator[Block]:
    yield Heading(f"{number}. {shown.label}")
    if shown.remark:
        yield Prose(shown.remark)
    if shown.nothing:
        yield Prose(shown.nothing)
    for each in shown.tables:
        yield Heading(each["title"], 2)
        numbers = tuple(place for place, kind in enumerate(each["kinds"]) if kind == "number")
        rows = tuple(tuple(cell["text"] for cell in row) for row in each["rows"])
        yield Table(tuple(each["head"]), rows, numbers)


def _further(report: Any, number: int) -> Iterator[Block]:
    if report.further:
        yield Heading(f"{number}. {_('Contents beside the six')}")
    for row in report.further:
        yield Heading(row["content"], 2)
        yield Prose(row.get("said") or "–")


def _signed(report: Any, actor: Actor) -> Iterator[Block]:
    """Who submitted, checked and issued it; with the fingerprint of its figures."""
    checked = Decision.objects.filter(record_id=report.pk, gate="checking", verdict=Decision.Verdict.APPROVED)
    check = checked.order_by("-id").first()
    issue = TimelineEntry.objects.filter(record_id=report.pk, move="issue").order_by("-id").first()
    names = names_of(
        {
            "user": {report.submitted_by_id, issue.actor_id if issue else None},
            "person": {check.person_id if check else None},
        }
    )
    told = (
        (_("Submitted by"), names.name("user", report.submitted_by_id), ""),
        (
            pgettext("sign-off", "Reviewed"),
            names.name("person", check.person_id) if check else "",
            times.short(check.decided_at, actor.zone) if check else "",
        ),
        (
            pgettext("sign-off", "Issued"),
            names.name("user", issue.actor_id) if issue else "",
            times.short(issue.occurred_at, actor.zone) if issue else "",
        ),
    )
    yield Heading(_("Sign-off"))
    head = pgettext("sign-off", "Step"), pgettext("paper", "Who"), pgettext("sign-off", "Date")
    yield SignOff((*head, pgettext("sign-off", "Signature")), told)
    drawn = times.short(report.drawn_at, actor.zone) if report.drawn_at else "–"
    yield Prose(f"{_('Figures drawn %(at)s.') % {'at': drawn}} SHA-256 {report.digest}")
