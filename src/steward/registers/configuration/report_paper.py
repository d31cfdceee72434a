"""The configuration management report on paper: the parts of the book, with a table of contents (manual 8.1.8)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from steward.people.context import now
from steward.registers.configuration import report_book
from steward.surface import times
from steward.surface.paper.content import Contents, Facts, Heading, PageBreak, SignOff, Table
from steward.surface.printing.frame import company_of, framed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from steward.kernel.process import Process
    from steward.people.actor import Actor
    from steward.registers.configuration.report_page import Wanted
    from steward.registers.configuration.reporting import Line
    from steward.surface.paper.content import Block, Paper


def paper(wanted: Wanted, counted: Iterable[Any], lines: Sequence[Line], process: Process, actor: Actor) -> Paper:
    """Totals first, then what they count, then room for those who issue and check it."""
    parts = list(report_book.sheets(counted, lines, process, actor.zone))
    blocks: list[Block] = [Facts(tuple(report_book.heading(wanted, actor))), Contents(_("Table of contents"))]
    for name, labels, rows in (parts[-1], *parts[:-1]):
        told = tuple(tuple("" if each is None else str(each) for each in row) for row in rows)
        blocks += [Heading(name), Table(tuple(labels), told)]
    today = times.short(now(), actor.zone)[:10]
    signed = ((pgettext("sign-off", "Issued"), actor.name, today), *_by_others())
    blocks += [PageBreak(), Heading(_("Sign-off")), SignOff(_head(), signed, by_hand=True)]
    project = wanted.project
    return framed(
        actor, company_of(actor), _("Configuration management report"), blocks,
        subject=project.name if project else "", number=project.code if project else "", is_wide=True,
    )  # fmt: skip


def _head() -> tuple[str, str, str, str]:
    told = pgettext("sign-off", "Step"), pgettext("paper", "Who"), pgettext("sign-off", "Date")
    return *told, pgettext("sign-off", "Signature")


def _by_others() -> tuple[tuple[str, str, str], ...]:
    return (pgettext("sign-off", "Reviewed"), "", ""), (pgettext("sign-off", "Approved"), "", "")
