"""Plain text of people as safe HTML: paragraphs, addresses as links, numbers of records as links."""

from __future__ import annotations

import re
from html import unescape

from django.utils.html import escape, strip_tags
from django.utils.safestring import SafeString, mark_safe

from steward.kernel.catalogue import all_processes

_ADDRESS = re.compile(r"https?://[^\s<>\"'）)]+[^\s<>\"'）).,;:!?。，；：]")
_NUMBER = re.compile(r"\b([A-Z]{2,6})-(\d{6,})\b")


def _number(match: re.Match[str]) -> str:
    kind = next((process.kind for process in all_processes() if process.prefix == match[1]), None)
    return f'<a href="/{kind}/{match[0]}/">{match[0]}</a>' if kind else match[0]


def _line(text: str) -> str:
    """One line, escaped; an address is found before it is escaped, so that `&` in it survives."""
    parts, last = [], 0
    for match in _ADDRESS.finditer(text):
        parts.append(numbers_as_links(text[last : match.start()]))
        parts.append(f'<a href="{escape(match[0])}" rel="noopener noreferrer nofollow">{escape(match[0])}</a>')
        last = match.end()
    return "".join([*parts, numbers_as_links(text[last:])])


def numbers_as_links(text: str) -> str:
    """A stretch of plain text, escaped, in which the numbers of records lead to them."""
    return _NUMBER.sub(_number, escape(text))


def prose(text: str) -> SafeString:
    """Paragraphs of a plain text; every character of it is escaped."""
    paragraphs = re.split(r"\n{2,}", text.strip())
    html = "".join(f"<p>{'<br>'.join(map(_line, part.split(chr(10))))}</p>" for part in paragraphs if part)
    return mark_safe(html)  # noqa: S308  escaped line by line above  # nosec B308, B703


def as_text(html: str) -> str:
    """The plain text of what was made safe here or by `format_html`."""
    return unescape(strip_tags(html.replace("</p><p", "</p>\n\n<p").replace("<br>", "\n")))
