"""The Markdown of documents, read into plain blocks: paragraphs, points, tables, pictures (manual 2.2).

Nothing else has a meaning: HTML, code and further signs are text. In a text `[[CODE]]` names another document and
`{{company}}` our company.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, TypeAlias

from markdown_it import MarkdownIt

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markdown_it.token import Token

_DOCUMENT = re.compile(r"\[\[([A-Z0-9-]{3,40})\]\]")
_BARE, _SPACED = re.compile(r"\{\{company\}\}"), re.compile(r" ?\{\{company\}\} ?")
_CHINESE = re.compile(r"[\u2e80-\u9fff]")
_ADDRESSES = ("/", "https://", "http://", "mailto:")


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text: strong or not, with the address that it leads to or the code of the document it names."""

    text: str
    strong: bool = False
    url: str = ""
    code: str = ""


Spans: TypeAlias = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Text that stands together."""

    spans: Spans


@dataclass(frozen=True, slots=True)
class Points:
    """Points below each other, numbered where their order counts."""

    items: tuple[Spans, ...]
    numbered: bool


@dataclass(frozen=True, slots=True)
class Grid:
    """A table with its head."""

    head: tuple[Spans, ...]
    rows: tuple[tuple[Spans, ...], ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture by the name under which it is attached, with what it shows."""

    name: str
    caption: str


Block: TypeAlias = Paragraph | Points | Grid | Figure


@cache
def _parser() -> MarkdownIt:
    """Without HTML, code, quotes, rules and headings: sections have their heading apart."""
    parser = MarkdownIt("zero", {"html": False})
    parser.enable(["table", "list", "emphasis", "link", "image", "escape", "newline"])
    parser.validateLink = lambda url: url.startswith(_ADDRESSES) or ":" not in url  # type: ignore[method-assign]  # its documented hook
    return parser


def blocks_of(text: str) -> list[Block]:
    """The blocks of a section's text, in order."""
    # The name of another document must not be read as the beginning of a link.
    guarded = _DOCUMENT.sub(lambda found: f"\\[\\[{found[1]}\\]\\]", text)
    return list(_blocks(_parser().parse(guarded)))


def named_in(text: str) -> tuple[set[str], set[str]]:
    """The codes of documents that a text names, and the names of its pictures."""
    pictures = {block.name for block in blocks_of(text) if isinstance(block, Figure)}
    return set(_DOCUMENT.findall(text)), pictures


def _blocks(tokens: list[Token]) -> Iterator[Block]:
    place = 0
    while place < len(tokens):
        token = tokens[place]
        end = _end_of(tokens, place)
        if token.type == "paragraph_open":
            yield from _paragraph(tokens[place + 1])
        elif token.type in ("bullet_list_open", "ordered_list_open"):
            items = tuple(_items(tokens[place + 1 : end]))
            yield Points(items, token.type == "ordered_list_open")
        elif token.type == "table_open":
            rows = _rows(tokens[place + 1 : end])
            yield Grid(rows[0], tuple(rows[1:]))
        place = end + 1


def _end_of(tokens: list[Token], place: int) -> int:
    """Where what opens at a place is closed again; the place itself where it does not open."""
    depth = 0
    for at in range(place, len(tokens)):
        depth += tokens[at].nesting
        if depth == 0:
            return at
    return len(tokens) - 1


def _paragraph(inline: Token) -> Iterator[Block]:
    """A picture that stands alone is a figure of its own."""
    children = inline.children or []
    if len(children) == 1 and children[0].type == "image":
        yield Figure(str(children[0].attrGet("src") or ""), children[0].content)
        return
    yield Paragraph(_spans(inline))


def _items(tokens: list[Token]) -> Iterator[Spans]:
    """Each point as one stretch; what stands below a point belongs to it."""
    found: list[Span] = []
    for token in tokens:
        if token.type == "inline":
            found += [*([Span("\n")] if found else []), *_spans(token)]
        elif token.type == "list_item_close" and found:
            yield tuple(found)
            found = []


def _rows(tokens: list[Token]) -> list[tuple[Spans, ...]]:
    rows: list[tuple[Spans, ...]] = []
    cells: list[Spans] = []
    for token in tokens:
        if token.type == "inline":
            cells.append(_spans(token))
        elif token.type == "tr_close":
            rows.append(tuple(cells))
            cells = []
    return rows


def _spans(inline: Token) -> Spans:
    found: list[Span] = []
    strong, url = 0, ""
    for child in inline.children or []:
        if child.type in ("strong_open", "strong_close"):
            strong += child.nesting
        elif child.type in ("link_open", "link_close"):
            url = str(child.attrGet("href") or "") if child.nesting > 0 else ""
        elif child.type in ("softbreak", "hardbreak"):
            found.append(Span("\n"))
        elif child.content:
            found += _named(child.content, strong > 0, url) if child.type != "image" else [Span(child.content)]
    return tuple(_joined(found))


def _joined(spans: list[Span]) -> list[Span]:
    """Neighbours of one kind as one; an escaped sign is a token of its own."""
    found: list[Span] = []
    for span in spans:
        last = found[-1] if found else None
        if last and not last.code and not span.code and (last.strong, last.url) == (span.strong, span.url):
            found[-1] = Span(last.text + span.text, span.strong, span.url)
        else:
            found.append(span)
    return [named for span in found for named in ([span] if span.code else _named(span.text, span.strong, span.url))]


def _named(text: str, strong: bool, url: str) -> list[Span]:  # noqa: FBT001  of a span
    """A stretch parted where it names a document."""
    found, last = [], 0
    for match in _DOCUMENT.finditer(text):
        found += [Span(text[last : match.start()], strong, url), Span(match[1], strong, url, match[1])]
        last = match.end()
    return [span for span in (*found, Span(text[last:], strong, url)) if span.text]


def with_company(text: str, company: str) -> str:
    """A text in which our company stands by its name; a Chinese one has no spaces around it."""
    return (_SPACED if _CHINESE.match(company) else _BARE).sub(company, text)
