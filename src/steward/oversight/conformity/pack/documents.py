"""The documents in force as of now, which go along in a pack as they are printed (manual 1.2.2, 2.2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from steward.registers.document import paper
from steward.registers.document.queries import Text, in_force
from steward.surface.paper.web import html

if TYPE_CHECKING:
    from collections.abc import Iterator

    from steward.people.actor import Actor
    from steward.registers.document.models import Document


@dataclass(frozen=True, slots=True)
class Held:
    """A document with its edition in force, and where it lies in the pack."""

    document: Document
    text: Text

    @property
    def address(self) -> str:
        """Its part of the pack."""
        return f"documents/{self.document.code}.html"


def held() -> list[Held]:
    """Every document in force, in the order of its number. One statement."""
    return [Held(text.document, text) for text in in_force()]


def parts(actor: Actor, documents: list[Held]) -> Iterator[tuple[str, bytes]]:
    """Each of them as a page."""
    for each in documents:
        yield each.address, html(paper.of(each.document, each.text, actor)).encode()
