"""What stands on a paper: its head, and blocks below each other; texts of people are data in it, never markup."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from steward.kernel.cleaning import clean_text

if TYPE_CHECKING:
    from collections.abc import Iterator

_LONG = 18
_LONG_WORD = re.compile(r"[!-~]{19,}")
_SIGN = re.compile(r"[-_/.:@,;=&?]|[^-_/.:@,;=&?]{18}")
Tone: TypeAlias = Literal["neutral", "info", "good", "warn", "bad"]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading, level 1 to 3; the table of contents lists it."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Prose:
    """Plain text: an empty line parts paragraphs, a line end stays one."""

    text: str


@dataclass(frozen=True, slots=True)
class Facts:
    """Labels with their values, two beside each other."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """Points below each other, numbered where their order counts."""

    items: tuple[str, ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a head that is repeated on each page; `numbers` are the places of columns set to the right.

    `widths` are shares of the width, one a column; one of share 0, and all where there are none, take what they need.
    """

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...] = ()
    widths: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture (PNG, JPEG or SVG) across so much of the width, with what it shows."""

    data: bytes
    form: Literal["png", "jpg", "svg"]
    caption: str
    share: float = 1.0


@dataclass(frozen=True, slots=True)
class Contents:
    """The table of contents, at this place."""

    title: str


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows begins on a page of its own."""


@dataclass(frozen=True, slots=True)
class SignOff:
    """Who drew up, reviewed, approved: (what, name, day or remark), with room for a signature where `by_hand`."""

    head: tuple[str, str, str, str]
    rows: tuple[tuple[str, str, str], ...]
    by_hand: bool = False


Block: TypeAlias = Heading | Prose | Facts | Listing | Table | Picture | Contents | PageBreak | SignOff


@dataclass(frozen=True, slots=True)
class Stamp:
    """The status, framed beside the title: in force, draft, withdrawn."""

    text: str
    tone: Tone = "neutral"


@dataclass(frozen=True, slots=True)
class Paper:
    """A whole paper. `printed` says by whom and when; `mark` is told on every page where it is not the valid copy.

    `page` is how its pages are counted, with `{n}` and `{m}` for the page and all of them.
    """

    title: str
    company: str
    language: str
    printed: str
    page: str
    blocks: tuple[Block, ...]
    subject: str = ""
    number: str = ""
    edition: str = ""
    stamp: Stamp | None = None
    mark: str = ""
    is_wide: bool = False

    @property
    def is_chinese(self) -> bool:
        """Whether it is set as Chinese is."""
        return self.language.startswith("zh")


def as_data(paper: Paper) -> dict[str, Any]:
    """The paper as JSON; of a picture its place among them, see `pictures_of`. Nothing unprintable is in it."""
    head = {name: getattr(paper, name) for name in Paper.__slots__ if name not in ("blocks", "stamp")}
    told = {**head, "is_chinese": paper.is_chinese, "stamp": asdict(paper.stamp) if paper.stamp else None}
    count = iter(range(len(paper.blocks)))
    cleaned: dict[str, Any] = _clean({**told, "blocks": [_block(block, count) for block in paper.blocks]})
    for block in cleaned["blocks"]:
        if "rows" in block:
            block["rows"] = [[_partable(cell) for cell in row] for row in block["rows"]]
    return cleaned


def _block(block: Block, count: Iterator[int]) -> dict[str, Any]:
    kind = type(block).__name__.lower()
    if isinstance(block, Picture):
        file = f"picture-{next(count)}.{block.form}"
        return {"kind": kind, "file": file, "caption": block.caption, "share": block.share}
    return {"kind": kind, **asdict(block)}


def _partable(text: str) -> str:
    """The text of a narrow column: a long word without spaces (an address, a host) may be parted."""
    return _LONG_WORD.sub(lambda found: _SIGN.sub("\\g<0>\u200b", found[0]), text) if len(text) > _LONG else text


def pictures_of(paper: Paper) -> dict[str, bytes]:
    """The pictures under the names by which the data calls them."""
    found = [block for block in paper.blocks if isinstance(block, Picture)]
    return {f"picture-{place}.{block.form}": block.data for place, block in enumerate(found)}


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, dict):
        return {key: _clean(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_clean(each) for each in value]
    return value
