"""Both languages are whole: every sentence of the source has its Chinese, and one Chinese."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING, Any

from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

from tests.every_process.language import SAME
from tests.house.source import PACKAGE, modules, templates

if TYPE_CHECKING:
    from collections.abc import Iterator

_CONTEXT = (1, "c")
_FUNCTIONS: dict[str, Any] = {
    "_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None, "ngettext": (1, 2), "ngettext_lazy": (1, 2),
    "pgettext": (_CONTEXT, 2), "pgettext_lazy": (_CONTEXT, 2), "npgettext": (_CONTEXT, 2, 3),
}  # fmt: skip
Sentence = tuple[str | None, str]


def test_it_has_chinese_for_every_sentence_of_the_source() -> None:
    known = _chinese()
    wanted = [(place, *said) for place, said in _said() if said not in known and said[1] not in SAME]
    assert wanted == []


def test_it_says_one_sentence_one_way() -> None:
    twice = {said: sorted(ways) for said, ways in _chinese().items() if len(ways) > 1}
    assert twice == {}, "the catalogue that is read last would win: give one of them a context or another English"


@cache
def _chinese() -> dict[Sentence, set[str]]:
    found: dict[Sentence, set[str]] = defaultdict(set)
    for path in PACKAGE.rglob("zh_Hans/LC_MESSAGES/django.po"):
        for message in read_po(BytesIO(path.read_bytes())):
            several = isinstance(message.id, tuple)
            said = message.string[0] if several else message.string
            if said:
                found[message.context, message.id[0] if several else message.id].add(str(said))
    found.pop((None, ""), None)
    return found


def _said() -> Iterator[tuple[str, Sentence]]:
    for module in modules():
        yield from _asked(module.path, "python", module.text)
    for path, text in templates():
        if "/templates/" in path:
            yield from _asked(path, "python", templatize(text))
        else:
            yield from _asked(path, "jinja2.ext:babel_extract", text)


def _asked(path: str, method: str, text: str) -> Iterator[tuple[str, Sentence]]:
    options = {} if method == "python" else {"extensions": "jinja2.ext.i18n", "trimmed": "true", "silent": "false"}
    for line, message, _notes, context in extract(method, BytesIO(text.encode()), _FUNCTIONS, options=options):
        yield f"{path}:{line}", (context, message[0] if isinstance(message, tuple) else message)
