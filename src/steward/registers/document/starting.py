"""Starter texts: a whole set of documents of our own, registered and laid down as drafts in one stroke (manual 10)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from steward.kernel import acts
from steward.kernel.refusal import Refused
from steward.kernel.rows import write_row
from steward.people.models import ServiceProject
from steward.registers.document.layers import Layer
from steward.registers.document.models import Document, Edition
from steward.registers.document.process import EDITION
from steward.registers.document.text.sections import rows_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from steward.people.actor import Actor
    from steward.registers.document.text.sections import Row

FOLDER = Path(__file__).parent / "starters"
RECORD_TYPES = "record_types.toml"


@dataclass(frozen=True, slots=True)
class Starter:
    """One document as it is laid down: its row in the register, the code above it, its text by sections."""

    values: Mapping[str, Any]
    above: str
    sections: tuple[Row, ...]

    @property
    def code(self) -> str:
        """Its number."""
        return str(self.values["code"])


@dataclass(frozen=True, slots=True)
class Taken:
    """How many documents and drafts were taken in."""

    documents: int
    editions: int


@cache
def starters() -> tuple[Starter, ...]:
    """All of them, those above before those below. Raises UnlikeError where the two languages of one part."""
    texts = sorted((_text(folder.parent) for folder in FOLDER.glob("*/document.toml")), key=_order)
    return (*texts, *_record_types())


def _order(starter: Starter) -> tuple[str, bool, str]:
    return str(starter.values["layer"]), bool(starter.above), starter.code


def _text(folder: Path) -> Starter:
    told = tomllib.loads((folder / "document.toml").read_text(encoding="utf-8"))
    texts = ((folder / f"{language}.md").read_text(encoding="utf-8") for language in ("zh", "en"))
    values = {
        "code": told["code"], "layer": told["layer"], "name_zh": told["title_zh"], "name_en": told["title_en"],
        "process": told["process"], "clauses": ", ".join(told["clauses"]), "department": told["unit"],
        "author_role": told["author"], "approver_role": told["approver"], "review_months": told["review_months"],
        "retention_years": told["retention_years"],
    }  # fmt: skip
    return Starter(values, told["parent"], tuple(rows_of(*texts)))


def _record_types() -> Iterator[Starter]:
    file = FOLDER / RECORD_TYPES
    for told in tomllib.loads(file.read_text(encoding="utf-8"))["type"] if file.exists() else ():
        values = {
            "code": told["code"], "layer": Layer.RECORD_TYPE.value, "name_zh": told["title_zh"],
            "name_en": told["title_en"], "process": told["kind"], "author_role": told["keeper"],
            "retention_years": told["retention_years"], "place_zh": told.get("place_zh", ""),
            "place_en": told.get("place_en", ""),
        }  # fmt: skip
        yield Starter(values, told["parent"], ())


@transaction.atomic
def take_in(actor: Actor) -> Taken:
    """Registers what is not registered yet and lays down a draft where a document has no edition.

    All or nothing; what is there already is left as it is. Raises Refused where our company has no service project.
    """
    project = ServiceProject.objects.filter(customer_id=actor.own_party_id).order_by("pk").first()
    if project is None:
        raise Refused([_("Our own company has no service project yet: documents are kept in one.")])
    known = {each.code: each for each in Document.objects.all()}
    written = set(Edition.objects.values_list("document__code", flat=True))
    fresh = [each for each in starters() if each.code not in known]
    for each in fresh:
        values = {**each.values, "parent": known.get(each.above)}
        known[each.code] = write_row(Document, None, values, "")  # type: ignore[assignment]  # a row of that model
    drafts = [each for each in starters() if each.sections and each.code not in written]
    for each in drafts:
        raw = {"document": each.code, "project": project.code, "sections": list(each.sections)}
        acts.open_record(EDITION, actor=actor, raw=raw)
    return Taken(len(fresh), len(drafts))
