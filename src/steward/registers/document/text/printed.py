"""A section's text as blocks of a paper (manual 2.2.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

from steward.registers.document.text.markup import Figure, Grid, Paragraph, Points, blocks_of, with_company
from steward.surface.paper.content import Listing, Picture, Prose, Table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from steward.registers.document.text.markup import Spans
    from steward.registers.document.text.shown import Known
    from steward.surface.paper.content import Block

Form: TypeAlias = Literal["png", "jpg"]


def printed(text: str, known: Known, pictures: Mapping[str, tuple[bytes, Form]]) -> Iterator[Block]:
    """The text as paper has it: links lead nowhere there, a document is named by code and title."""
    for block in blocks_of(with_company(text, known.company)):
        if isinstance(block, Paragraph):
            yield Prose(_plain(block.spans, known))
        elif isinstance(block, Points):
            yield Listing(tuple(_plain(item, known) for item in block.items), block.numbered)
        elif isinstance(block, Grid):
            head = tuple(_plain(cell, known) for cell in block.head)
            rows = tuple(tuple(_plain(cell, known) for cell in row) for row in block.rows)
            yield Table(head, rows, widths=_widths(head, rows))
        elif isinstance(block, Figure):
            yield _figure(block, pictures)


def _figure(figure: Figure, pictures: Mapping[str, tuple[bytes, Form]]) -> Block:
    """The picture, or what it shows where it is not to be had."""
    data, form = pictures.get(figure.name, (b"", "png"))
    return Picture(data, form, figure.caption) if data else Prose(f"[{figure.caption or figure.name}]")


def _plain(spans: Spans, known: Known) -> str:
    return "".join(
        f"{span.code} {known.titles.get(span.code, '')}".strip() if span.code else span.text for span in spans
    )


def _widths(head: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> tuple[float, ...]:
    """A share for each column by its longest cell, none so small that words would be parted."""
    longest = [max(len(row[place]) if place < len(row) else 0 for row in (head, *rows)) for place in range(len(head))]
    return tuple(min(max(length, 6), 40) / 10 for length in longest)
