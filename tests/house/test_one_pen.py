"""One pen: outside the kernel nothing writes a record, nor anything that hangs on one."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from django.apps import apps

from steward.kernel.models import Record
from tests.house.source import Module, modules

WRITES = {
    "save", "delete", "create", "update", "bulk_create", "bulk_update", "get_or_create", "update_or_create",
    "asave", "adelete", "acreate", "aupdate",
}  # fmt: skip
# Where a write of the kernel's nouns may stand, each with its reason.
ALLOWED = {
    "kernel/": "the pen itself",
    "demo/load.py": "ties children to their parent in the same batch, with the timeline entry beside it",
}


def _guarded() -> set[str]:
    """Names of the models that acts alone write: records, and every table of the kernel."""
    return {m.__name__ for m in apps.get_models() if issubclass(m, Record) or m._meta.app_label == "kernel"} - PLAIN


# Kept in the kernel for their foreign keys, but no part of a record's life: calendars, categories are plain
# rows, a notice and an answer's link are messages about a record that their channel keeps.
PLAIN = {"Calendar", "CalendarEdition", "Category", "NoticeRow", "AnswerLink"}


def _writes(module: Module) -> Iterator[tuple[int, str]]:
    """Calls such as `Record.objects.filter(…).update(…)` or `record.save()`, by what they start from."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES:
            yield node.lineno, f"{_root(node.func.value)}.{node.func.attr}"


def _root(node: ast.expr) -> str:
    while isinstance(node, (ast.Attribute, ast.Call, ast.Subscript)):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else "?"


def test_nothing_but_the_kernel_writes_a_record() -> None:
    guarded = _guarded()
    found = [
        f"src/steward/{module.path}:{line}: {call}"
        for module in modules()
        if not module.path.startswith(tuple(ALLOWED))
        for line, call in _writes(module)
        if call.split(".")[0] in guarded or call.split(".")[0] in ("record", "incident", "process")
    ]
    assert not found, "\n".join(found)


def test_no_statement_writes_a_record_past_the_kernel() -> None:
    """SQL in Python counts too; the import's and the demo's batches go through kernel.history."""
    tables = {m._meta.db_table for m in apps.get_models() if m.__name__ in _guarded()}
    found = []
    for module in modules():
        if module.path.startswith("kernel/"):
            continue
        for node in ast.walk(module.tree):
            if not (isinstance(node, ast.Constant) and isinstance(node.value, str)):
                continue
            words = " ".join(node.value.lower().split())
            verbs = (
                f"{verb} {table}" for table in tables for verb in ("insert into", "update", "delete from", "truncate")
            )
            found += [f"src/steward/{module.path}:{node.lineno}: {words[:80]}" for v in verbs if f"{v} " in f"{words} "]
    assert not found, "\n".join(found)


def test_it_finds_a_write_past_the_pen() -> None:
    bad = "Record.objects.filter(pk=1).update(state='x')\nincident.save()\n"
    assert [call for _, call in _writes(Module("x.py", bad, ast.parse(bad)))] == [
        "Record.update",
        "incident.save",
    ]


def test_each_exception_is_still_needed() -> None:
    guarded = _guarded()
    for prefix in ALLOWED:
        used = [c for m in modules() if m.path.startswith(prefix) for _, c in _writes(m) if c.split(".")[0] in guarded]
        assert used, f"{prefix} writes nothing any more: take it off the list"
