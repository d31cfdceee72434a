"""An edition on paper: head with number, edition and status, contents, sections, sign-off (manual 1.4.3, 2.2.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from steward.people.roles import ROLES
from steward.registers.document import queries
from steward.registers.document.text.printed import printed
from steward.registers.document.text.sections import sections_of
from steward.registers.document.wording import stamp_of, step_label
from steward.surface import times
from steward.surface.paper.content import Contents, Facts, Heading, PageBreak, Prose, SignOff
from steward.surface.printing.frame import company_of, framed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from steward.people.actor import Actor
    from steward.registers.document.models import Document
    from steward.registers.document.queries import Text
    from steward.surface.paper.content import Block, Paper


def of(document: Document, text: Text, actor: Actor, *, mark: str | None = None) -> Paper:
    """The whole edition; `mark` is told on every page instead of the words for an uncontrolled copy. Six statements."""
    company = company_of(actor)
    blocks: list[Block] = [
        Facts(tuple(_facts(document, text))),
        _signed(text, actor),
        *_order(text),
        Contents(_("Table of contents")),
        PageBreak(),
        *_sections(text, company),
    ]
    return framed(
        actor, company, document.name, blocks,
        subject=str(document.get_layer_display()), number=document.code,
        edition=_("Edition %(edition)s") % {"edition": text.edition}, stamp=stamp_of(text),
        mark=_mark(text) if mark is None else mark,
    )  # fmt: skip


def _mark(text: Text) -> str:
    if text.state == "in_force":
        return _("Uncontrolled copy: the edition in force is the one in the system.")
    return _("Not in force.")


def _facts(document: Document, text: Text) -> Iterator[tuple[str, str]]:
    yield _("Document number"), document.code
    yield _("Edition"), text.edition
    yield _("In force from"), str(text.effective_on or "–")
    yield _("To be reviewed by"), str(text.review_on or "–")
    if document.department in ROLES:
        yield _("Department in charge"), str(ROLES[document.department].label)
    if document.parent:
        yield _("Belongs to"), f"{document.parent.code} {document.parent.name}"
    if document.clauses:
        yield _("Clauses"), _(", ").join(document.clause_ids)
    if text.reason:
        yield _("Reason of the change"), text.reason


def _signed(text: Text, actor: Actor) -> SignOff:
    told = pgettext("sign-off", "Step"), pgettext("paper", "Who"), pgettext("sign-off", "Date")
    signed = {each.step: each for each in queries.signatures(text)}
    rows = []
    for step in ("drawn_up", "review", "approval"):
        found = signed.get(step)
        day = times.short(found.at, actor.zone)[:10] if found else ""
        rows.append((step_label(step), found.name if found else "", day))
    return SignOff((*told, pgettext("sign-off", "Signature")), tuple(rows), by_hand=True)


def _order(text: Text) -> Iterator[Block]:
    if text.order_of_issue:
        yield Heading(_("Order of issue"), 2)
        yield Prose(text.order_of_issue)


def _sections(text: Text, company: str) -> Iterator[Block]:
    known = queries.known_to(text, company)
    pictures = queries.pictures_of(text) if known.pictures else {}
    for section in sections_of(text.sections):
        if section.heading:
            yield Heading(section.heading, 2 if section.is_sub else 1)
        yield from printed(section.text, known, pictures)
