"""A section's text as safe HTML: every character of it is escaped, links lead into the product (manual 2.2)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from steward.registers.document.text.markup import Figure, Grid, Paragraph, Points, blocks_of, with_company
from steward.surface.prose import numbers_as_links

if TYPE_CHECKING:
    from collections.abc import Mapping

    from steward.registers.document.text.markup import Block, Span, Spans


@dataclass(frozen=True, slots=True)
class Known:
    """What a text may name: our company, other documents by code, pictures by name with their addresses."""

    company: str
    titles: Mapping[str, str] = field(default_factory=dict)
    pictures: Mapping[str, str] = field(default_factory=dict)


def shown(text: str, known: Known) -> SafeString:
    """The text as HTML."""
    return _joined([_block(block, known) for block in blocks_of(with_company(text, known.company))])


def _joined(parts: list[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in parts))


def _block(block: Block, known: Known) -> SafeString:
    if isinstance(block, Paragraph):
        return format_html("<p>{}</p>", _spans(block.spans, known))
    if isinstance(block, Points):
        return format_html(
            "<ol>{}</ol>" if block.numbered else "<ul>{}</ul>",
            format_html_join("", "<li>{}</li>", ((_spans(item, known),) for item in block.items)),
        )
    return _grid(block, known) if isinstance(block, Grid) else _figure(block, known)


def _grid(grid: Grid, known: Known) -> SafeString:
    head = format_html_join("", "<th scope='col'>{}</th>", ((_spans(cell, known),) for cell in grid.head))
    rows = format_html_join(
        "",
        "<tr>{}</tr>",
        ((format_html_join("", "<td>{}</td>", ((_spans(cell, known),) for cell in row)),) for row in grid.rows),
    )
    return format_html(
        "<div class='scroll' tabindex='0'><table class='grid'><thead><tr>{}</tr></thead>"
        "<tbody>{}</tbody></table></div>",
        head,
        rows,
    )


def _figure(figure: Figure, known: Known) -> SafeString:
    url = known.pictures.get(figure.name)
    if url is None:
        return format_html("<p>[{}]</p>", figure.caption or figure.name)
    return format_html(
        "<figure><img src='{}' alt='{}'><figcaption>{}</figcaption></figure>", url, figure.caption, figure.caption
    )


def _spans(spans: Spans, known: Known) -> SafeString:
    return _joined([_span(span, known) for span in spans])


def _span(span: Span, known: Known) -> SafeString:
    if span.code:
        inner = _document(span.code, known)
    elif span.url:
        inner = format_html("<a href='{}'>{}</a>", span.url, span.text)
    else:
        lines = [numbers_as_links(line) for line in span.text.split("\n")]
        inner = mark_safe("<br>".join(lines))  # noqa: S308  each line is escaped  # nosec B308, B703
    return format_html("<strong>{}</strong>", inner) if span.strong else inner


def _document(code: str, known: Known) -> SafeString:
    """Another document by its title; one that is not registered stays its code."""
    title = known.titles.get(code)
    if title is None:
        return format_html("{}", code)
    return format_html("<a href='/documents/{}/'>{} {}</a>", code, code, title)
