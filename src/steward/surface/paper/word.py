"""A paper as a Word file: the same head, foot and blocks as the PDF, to be worked on further (decision 0029)."""

from __future__ import annotations

import io
import re
from functools import singledispatchmethod
from typing import TYPE_CHECKING, Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Length, Pt, RGBColor

from steward.kernel.cleaning import clean_text
from steward.surface.paper.content import (
    Block,
    Contents,
    Facts,
    Heading,
    Listing,
    PageBreak,
    Picture,
    Prose,
    SignOff,
    Table,
)
from steward.surface.paper.word_tables import add_table

if TYPE_CHECKING:
    from docx.document import Document as Word
    from docx.text.paragraph import Paragraph

    from steward.surface.paper.content import Paper

LATIN, CHINESE = "Arial", "Microsoft YaHei"
GREY = RGBColor(0x5F, 0x5F, 0x5F)
_TONES = {
    "neutral": RGBColor(0x46, 0x46, 0x46), "info": RGBColor(0x1F, 0x5F, 0xA8), "good": RGBColor(0x1C, 0x7A, 0x43),
    "warn": RGBColor(0x9A, 0x5B, 0x00), "bad": RGBColor(0xB3, 0x26, 0x1E),
}  # fmt: skip
_SIZES = {1: 13, 2: 11, 3: 10}


def word(paper: Paper) -> bytes:
    """The paper as .docx."""
    document = Document()
    _dress(document, paper)
    _head_and_foot(document, paper)
    title = document.add_paragraph(clean_text(paper.title), style="Title")
    if paper.stamp:
        run = title.add_run(f"  [{clean_text(paper.stamp.text)}]")
        run.font.size, run.font.color.rgb = Pt(11), _TONES[paper.stamp.tone]
    writing = _Writing(document, paper)
    for block in paper.blocks:
        writing.add(block)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _dress(document: Word, paper: Paper) -> None:
    """Fonts of both scripts, upright, and the size of the page."""
    for name, size in (("Normal", 9.5), ("Title", 17), *((f"Heading {level}", each) for level, each in _SIZES.items())):
        style: Any = document.styles[name]
        style.font.name, style.font.size, style.font.italic = LATIN, Pt(size), False
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        fonts.set(qn("w:eastAsia"), CHINESE)
        if name != "Normal":
            style.font.bold, style.font.color.rgb = True, RGBColor(0, 0, 0)
    document.styles["Normal"].paragraph_format.line_spacing = 1.3 if paper.is_chinese else 1.15
    section = document.sections[0]
    wide, high = (Cm(29.7), Cm(21)) if paper.is_wide else (Cm(21), Cm(29.7))
    section.page_width, section.page_height = wide, high
    section.orientation = WD_ORIENT.LANDSCAPE if paper.is_wide else WD_ORIENT.PORTRAIT
    section.left_margin = section.right_margin = Cm(1.8)
    section.top_margin, section.bottom_margin = Cm(2.4), Cm(2)
    properties = document.core_properties
    properties.title, properties.author = clean_text(paper.title), clean_text(paper.company)
    properties.comments, properties.language = "", "zh-CN" if paper.is_chinese else "en-GB"


def _head_and_foot(document: Word, paper: Paper) -> None:
    section, edge = document.sections[0], _width_of(document)
    right = [paper.number, paper.edition, paper.stamp.text if paper.stamp else ""]
    head = _two_sided(section.header.paragraphs[0], edge)
    _small(head, f"{paper.company}  {paper.subject}\t" + " · ".join(filter(None, right)))
    foot = _two_sided(section.footer.paragraphs[0], edge)
    _small(foot, " · ".join(filter(None, (paper.printed, paper.mark))) + "\t")
    for part in re.split(r"(\{[nm]\})", paper.page):
        if part in ("{n}", "{m}"):
            _field(_small(foot, ""), "PAGE" if part == "{n}" else "NUMPAGES", "1")
        elif part:
            _small(foot, part)


def _width_of(document: Word) -> Length:
    """Between the margins."""
    section = document.sections[0]
    return Length((section.page_width or 0) - (section.left_margin or 0) - (section.right_margin or 0))


def _two_sided(paragraph: Paragraph, edge: Length) -> Paragraph:
    paragraph.paragraph_format.tab_stops.add_tab_stop(edge, WD_TAB_ALIGNMENT.RIGHT)
    return paragraph


def _small(paragraph: Paragraph, text: str) -> Any:
    run = paragraph.add_run(clean_text(text))
    run.font.size, run.font.color.rgb = Pt(8), GREY
    return run


def _field(run: Any, instruction: str, shown: str) -> None:
    """What Word counts itself, and what is shown until then."""
    _begin(run, instruction)
    run.add_text(shown)
    _mark(run, "end")


def _begin(run: Any, instruction: str) -> None:
    _mark(run, "begin")
    element = OxmlElement("w:instrText")
    element.text = instruction
    run._r.append(element)  # noqa: SLF001  python-docx has no fields of its own
    _mark(run, "separate")


def _mark(run: Any, kind: str) -> None:
    element = OxmlElement("w:fldChar")
    element.set(qn("w:fldCharType"), kind)
    if kind == "begin":
        element.set(qn("w:dirty"), "true")
    run._r.append(element)  # noqa: SLF001  the same


class _Writing:
    """Adds blocks at the end of a document."""

    def __init__(self, document: Word, paper: Paper) -> None:
        self._document = document
        self._headings = [block for block in paper.blocks if isinstance(block, Heading)]
        self._width = _width_of(document)

    @singledispatchmethod
    def add(self, block: Block) -> None:
        """Adds one block."""
        raise TypeError(type(block))

    @add.register
    def _heading(self, block: Heading) -> None:
        self._document.add_heading(clean_text(block.text), block.level)

    @add.register
    def _prose(self, block: Prose) -> None:
        for part in re.split(r"\n{2,}", clean_text(block.text).strip()):
            self._document.add_paragraph(part)

    @add.register
    def _facts(self, block: Facts) -> None:
        pairs = [cell for row in block.rows for cell in row]
        if not pairs:
            return
        rows = [tuple((pairs[at : at + 4] + [""] * 4)[:4]) for at in range(0, len(pairs), 4)]
        add_table(self._document, self._width, (), rows, widths=(1, 2, 1, 2), labels=(0, 2))

    @add.register
    def _listing(self, block: Listing) -> None:
        for item in block.items:
            self._document.add_paragraph(clean_text(item), style="List Number" if block.numbered else "List Bullet")

    @add.register
    def _table(self, block: Table) -> None:
        add_table(
            self._document, self._width, block.head, block.rows, widths=block.widths, numbers=block.numbers
        )  # fmt: skip

    @add.register
    def _picture(self, block: Picture) -> None:
        if block.form == "svg":
            self._document.add_paragraph(clean_text(block.caption))
            return
        self._document.add_picture(io.BytesIO(block.data), width=Length(int(self._width * block.share)))
        self._document.add_paragraph(clean_text(block.caption)).alignment = WD_ALIGN_PARAGRAPH.CENTER

    @add.register
    def _contents(self, block: Contents) -> None:
        self._document.add_paragraph(clean_text(block.title)).runs[0].bold = True
        _begin(self._document.add_paragraph().add_run(), 'TOC \\o "1-3" \\h')
        # Until Word has counted the pages: a line each, without them.
        for each in self._headings:
            line = self._document.add_paragraph(clean_text(each.text))
            line.paragraph_format.left_indent, line.paragraph_format.space_after = Cm(0.6 * (each.level - 1)), Pt(1)
        _mark(self._document.add_paragraph().add_run(), "end")

    @add.register
    def _page_break(self, _block: PageBreak) -> None:
        self._document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)

    @add.register
    def _sign_off(self, block: SignOff) -> None:
        width = 4 if block.by_hand else 3
        rows = [(*row, "")[:width] for row in block.rows]
        add_table(self._document, self._width, block.head[:width], rows)
