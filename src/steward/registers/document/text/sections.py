"""A whole text and its sections: taken apart at its headings, put together again, compared (manual 2.2.4).

A section is a row of an edition's sheet: `sub` for a subsection, a heading and a text in each language.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from steward.people.bilingual import in_chinese
from steward.registers.document.text.markup import named_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

Row: TypeAlias = dict[str, Any]
_HEADING = re.compile(r"^(#{2,3}) +(.+?)[ \t]*$", re.MULTILINE)
_WORDS = re.compile(r"[A-Za-z0-9_]+|\s+|.", re.DOTALL)
Mark: TypeAlias = Literal["same", "gone", "new"]


class UnlikeError(ValueError):
    """The two languages have not the same sections: the headings at which they part."""


@dataclass(frozen=True, slots=True)
class Section:
    """A section in the reader's language, with the name of its place on a page."""

    place: int
    heading: str
    text: str
    is_sub: bool

    @property
    def anchor(self) -> str:
        """How an address points to it."""
        return f"s{self.place}"


@dataclass(frozen=True, slots=True)
class Changed:
    """A section as it was and is: stretches of text, each the same, gone or new."""

    heading: str
    mark: Mark
    parts: tuple[tuple[Mark, str], ...]


def sections_of(rows: Sequence[Row], *, chinese: bool | None = None) -> list[Section]:
    """The sections in one language (the reader's where none is given)."""
    language = "zh" if (in_chinese() if chinese is None else chinese) else "en"
    return [
        Section(place, row.get(f"heading_{language}", ""), row.get(language, ""), bool(row.get("sub")))
        for place, row in enumerate(rows, 1)
    ]


def taken_apart(text: str) -> list[tuple[bool, str, str]]:
    """A whole Markdown text as (subsection, heading, text); what stands before the first heading has none."""
    found = list(_HEADING.finditer(text))
    ends = [*(match.start() for match in found[1:]), len(text)]
    parts = (
        [(match[1] == "###", match[2], text[match.end() : end].strip()) for match, end in zip(found, ends, strict=True)]
        if found
        else []
    )
    before = text[: found[0].start()].strip() if found else text.strip()
    return [(False, "", before), *parts] if before else parts


def rows_of(chinese: str, english: str) -> list[Row]:
    """The rows of both languages. Raises UnlikeError at the first heading where they part."""
    zh, en = taken_apart(chinese), taken_apart(english)
    for left, right in zip(zh, en, strict=False):
        if left[0] != right[0]:
            raise UnlikeError(left[1], right[1])
    if len(zh) != len(en):
        longer = max(zh, en, key=len)
        raise UnlikeError(longer[min(len(zh), len(en))][1], "–")
    return [
        {
            name: value
            for name, value in (
                ("sub", left[0]), ("heading_zh", left[1]), ("heading_en", right[1]), ("zh", left[2]), ("en", right[2]),
            )
            if value
        }
        for left, right in zip(zh, en, strict=True)
    ]  # fmt: skip


def whole(rows: Sequence[Row], language: Literal["zh", "en"]) -> str:
    """The text of one language as one Markdown text."""
    parts = (
        ("### " if row.get("sub") else "## ") + row.get(f"heading_{language}", "") + "\n\n" + row.get(language, "")
        for row in rows
    )
    return "\n\n".join(part.strip() for part in parts)


def named_by(rows: Iterable[Row]) -> tuple[set[str], set[str]]:
    """The codes of documents, and the pictures, that any section names in any language."""
    codes: set[str] = set()
    pictures: set[str] = set()
    for text in (row.get(language, "") for row in rows for language in ("zh", "en")):
        found = named_in(text)
        codes |= found[0]
        pictures |= found[1]
    return codes, pictures


def difference(before: Sequence[Section], after: Sequence[Section]) -> list[Changed]:
    """What became of each section from one edition to the next, in the order of the later one."""
    heads = [[section.heading for section in side] for side in (before, after)]
    found: list[Changed] = []
    for _tag, first, last, begin, end in SequenceMatcher(None, heads[0], heads[1], autojunk=False).get_opcodes():
        pairs = [*before[first:last]], [*after[begin:end]]
        shared = min(len(pairs[0]), len(pairs[1]))
        found += [_changed(old, new) for old, new in zip(pairs[0], pairs[1], strict=False)]
        found += [Changed(old.heading, "gone", (("gone", old.text),)) for old in pairs[0][shared:]]
        found += [Changed(new.heading, "new", (("new", new.text),)) for new in pairs[1][shared:]]
    return found


def _changed(old: Section, new: Section) -> Changed:
    heading = new.heading if new.heading == old.heading else f"{old.heading} → {new.heading}"
    if (old.heading, old.text) == (new.heading, new.text):
        return Changed(heading, "same", ())
    return Changed(heading, "new", tuple(_parts(old.text, new.text)))


def _parts(old: str, new: str) -> Iterator[tuple[Mark, str]]:
    """Word by word, of Chinese sign by sign."""
    words = _WORDS.findall(old), _WORDS.findall(new)
    for tag, first, last, begin, end in SequenceMatcher(None, words[0], words[1], autojunk=False).get_opcodes():
        if tag == "equal":
            yield "same", "".join(words[0][first:last])
            continue
        if last > first:
            yield "gone", "".join(words[0][first:last])
        if end > begin:
            yield "new", "".join(words[1][begin:end])
