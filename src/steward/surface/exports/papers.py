"""A list as a paper: its filters, then its rows under a head that each page repeats (quality F11)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, BinaryIO

from django.utils.translation import gettext as _

from steward.surface.paper.content import Facts, Table
from steward.surface.printing.frame import framed, set_as

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from steward.people.actor import Actor
    from steward.surface.paper.content import Paper

# More columns are set across the longer side.
_NARROW = 5


def around_rows(title: str, words: Sequence[str], actor: Actor, company: str) -> Paper:
    """What stands around the rows of a list: its name and what narrows it, in the reader's words."""
    filters = (_("Filters"), _(", ").join(words) or _("All records"))
    return framed(actor, company, title, [Facts((filters,))])


class PaperSheet:
    """Rows that are set when the last one is there."""

    def __init__(self, out: BinaryIO, form: str, head: Sequence[str], paper: Paper) -> None:
        """Begins with the labels."""
        self._out, self._form, self._head, self._paper = out, form, tuple(head), paper
        self._rows: list[tuple[str, ...]] = []

    def add(self, rows: Iterable[Sequence[Any]]) -> None:
        """Keeps rows for the end."""
        self._rows += [tuple(map(_text, row)) for row in rows]

    def close(self) -> None:
        """Sets the paper. Raises Refused where it can't be set."""
        count = Facts(((_("Rows"), f"{len(self._rows):,}"),))
        blocks = (*self._paper.blocks, count, Table(self._head, tuple(self._rows)))
        paper = replace(self._paper, blocks=blocks, is_wide=len(self._head) > _NARROW)
        self._out.write(set_as(paper, self._form))

    def give_up(self) -> None:
        """Nothing is held."""


def _text(value: Any) -> str:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    return "" if value is None else str(value)
