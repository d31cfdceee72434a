"""Whatever is typed or sent, the answer is a sentence: nothing lost, nothing half written, no failure (D)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import models

from steward import contents
from steward.kernel.process import Process
from tests.rights.ground import holds

if TYPE_CHECKING:
    from tests.rights.asking import Asker
    from tests.rights.ground import Ground

BROKEN = {
    "nul": "a\x00b",
    "surrogate": "a\ud800b".encode("utf-8", "surrogatepass").decode("utf-8", "surrogateescape"),
    "bidi": "a\u202eb\u2066c",
    "zero width": "\u200b\ufeff",
    "extension b": "𠀀𪚥𫝀㐂𰻞",
    "long": "长" * 350_000,
    "date": "2026-02-31 25:61",
    "year": "99999-01-01",
    "huge": "9" * 400,
    "negative": "-9223372036854775809",
    "float": "1e309",
    "formula": '=HYPERLINK("x")',
    "markup": "<script>alert(1)</script>{{7*7}}{% x %}",
    "json": '{"a": [1, {"b": NaN}]}',
    "deep json": "[" * 20_000,
}  # fmt: skip
TEXTS = (models.CharField, models.TextField)
each = pytest.mark.parametrize("process", contents.processes(), ids=lambda process: process.kind)
# A fifth of the values at each kind and another at the next, with --long all: one gate serves all kinds.
anyhow = pytest.mark.parametrize(
    ("process", "name"),
    [
        pytest.param(process, name, marks=[pytest.mark.long] * bool((kind + value) % 5), id=f"{process.kind}-{name}")
        for kind, process in enumerate(contents.processes())
        for value, name in enumerate(BROKEN)
    ],
)


def _sent(name: str) -> list[bytes]:
    """The value as its bytes: what is no text can't be sent as one."""
    return [BROKEN[name].encode("utf-8", "surrogateescape")]


def _takers(process: Process) -> str:
    """Somebody of the cast who may do everything to such a record."""
    names = ("desk",) if process.kind == "incident" else ("service-head", "quality")
    return next(name for name in names if holds(name, process.opened_by))


@anyhow
def test_a_form_answers_every_value_with_a_sentence(process: Process, name: str, ground: Ground, asker: Asker) -> None:
    record = next(record for record in ground.records["alpha"] if record.kind == process.kind)
    base, found = f"/{process.kind}/{record.number}/", []
    for path, fields in (
        (f"/{process.kind}/new/", (*process.fields, "project", "version")),
        (f"{base}amend/", (*process.fields, "version", "was.title")),
        *_same_for_all(process, base),
    ):
        for together in _together(process, fields, name):
            more = {"project": "alpha-ops"} if path.endswith("/new/") else {}
            answer = asker.ask(_takers(process), "POST", path, more=more | dict.fromkeys(together, _sent(name)))
            if answer.status != 303 and not 400 <= answer.status < 500:
                found.append(f"{path} {together}: {answer.status}")
    assert not found, "\n".join(found)


def _same_for_all(process: Process, base: str) -> list[tuple[str, tuple[str, ...]]]:
    """Forms that are the same of every kind are tried at the first."""
    if process is not contents.processes()[0]:
        return []
    return [
        (f"{base}comments/", ("body", "reach", "minutes")), (f"{base}links/", ("relation", "target")),
        (f"{base}tags/", ("tag",)), (f"/{process.kind}/views/", ("name", "query")),
    ]  # fmt: skip


def _own_filters(process: Process) -> list[str]:
    """The filters that the first kind has not."""
    first = contents.processes()[0]
    known = () if process is first else (*first.filters, "sort", "cursor", "limit", "nonsense")
    return [name for name in (*process.filters, "q", "sort", "cursor", "limit", "nonsense") if name not in known]


def _together(process: Process, fields: tuple[str, ...], name: str) -> list[tuple[str, ...]]:
    """Fields sent at once: texts, which may take the value and write it, and all others, which are read one by one."""
    texts = tuple(field for field in fields if _is_text(process, field))
    others = tuple(field for field in fields if field not in texts)
    # Several texts of a megabyte would be refused for the whole body.
    return [*((text,) for text in texts), others] if name == "long" else [texts, others]


def _is_text(process: Process, name: str) -> bool:
    columns = {column.name: column for column in process.model._meta.concrete_fields}
    column = columns.get(name)
    return name in ("body", "query", "tag") or (isinstance(column, TEXTS) and not column.choices)


@anyhow
def test_a_move_answers_every_value_with_a_sentence(process: Process, name: str, ground: Ground, asker: Asker) -> None:
    record = next(record for record in ground.records["alpha"] if record.kind == process.kind)
    for move in process.moves_from(record.state):
        for field in (*move.asks, *move.offers, "version"):
            path = f"/{process.kind}/{record.number}/move/{move.name}/"
            answer = asker.ask(_takers(process), "POST", path, more={field: _sent(name)})
            assert answer.status == 303 or 400 <= answer.status < 500, f"{path} {field}: {answer.status}"


@anyhow
def test_an_address_answers_every_value_with_a_sentence(
    process: Process, name: str, ground: Ground, asker: Asker
) -> None:
    from urllib.parse import quote

    value = quote(BROKEN[name][:3_000].encode("utf-8", "surrogateescape"), safe="")
    for filter_name in _own_filters(process):
        answer = asker.ask("desk", "GET", f"/{process.kind}/?{filter_name}={value}")
        assert answer.status == 200 or 400 <= answer.status < 500, f"{filter_name}: {answer.status}"
    for path in (
        f"/{process.kind}/{value}/",
        f"/{process.kind}/new/?title={value}",
        f"/search/?q={value}",
        f"/choices/person/?x={value}",
    ):
        assert asker.ask("desk", "GET", path).status < 500, path[:80]


@each
def test_a_refused_form_shows_again_what_was_typed_and_why(process: Process, ground: Ground, asker: Asker) -> None:
    typed = {"title": "zq typed and kept", "project": "no-such-project", "impact": "9"}
    answer = asker.ask(_takers(process), "POST", f"/{process.kind}/new/", body=typed)
    assert answer.status == 422
    assert "zq typed and kept" in answer.text
    assert "error" in answer.text
    record = next(record for record in ground.records["alpha"] if record.kind == process.kind)
    stale = asker.ask(
        _takers(process),
        "POST",
        f"/{process.kind}/{record.number}/amend/",
        body={"title": "zq typed and kept", "version": "77"},
    )
    assert stale.status == 409
    assert "zq typed and kept" in stale.text
