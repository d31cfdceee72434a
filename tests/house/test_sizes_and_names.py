"""Sizes, names and habits of the house, kept by machine."""

from __future__ import annotations

import ast
import io
import re
import tokenize

import pytest

from tests.house.source import CHECKOUT, Module, modules, templates

MOST_LINES = {"function": 40, "file": 400, "template": 120}
FORBIDDEN_NAMES = (
    "util",
    "utils",
    "helper",
    "helpers",
    "common",
    "misc",
    "base",
    "manager",
    "managers",
    "tools",
    "stuff",
)
_MUTED = re.compile(r"(noqa|type:\s*ignore)(:?\s*[A-Z]+[0-9]+(?:,\s*[A-Z]+[0-9]+)*|\[[a-z, -]+\])?")
MODULES = modules()
paths = [module.path for module in MODULES]


def _functions(module: Module) -> list[tuple[int, str, int]]:
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return [
        (node.lineno, node.name, (node.end_lineno or 0) - node.lineno + 1)
        for node in ast.walk(module.tree)
        if isinstance(node, kinds)
    ]


def test_a_function_fits_in_the_eye() -> None:
    found = [
        f"src/steward/{m.path}:{line}: {name} has {size} lines"
        for m in MODULES
        for line, name, size in _functions(m)
        if size > MOST_LINES["function"]
    ]
    assert not found, "\n".join(found)


def test_functions_are_typically_short() -> None:
    sizes = sorted(size for m in MODULES for _, _, size in _functions(m))
    assert sizes[len(sizes) // 2] <= 12
    assert sizes[len(sizes) * 95 // 100] <= 30


def test_a_file_is_read_in_one_sitting() -> None:
    found = [f"src/steward/{m.path}: {len(m.lines)} lines" for m in MODULES if len(m.lines) > MOST_LINES["file"]]
    found += [
        f"src/steward/{path}: {text.count(chr(10))} lines"
        for path, text in templates()
        if text.count("\n") > MOST_LINES["template"]
    ]
    assert not found, "\n".join(found)


def test_no_module_is_named_after_nothing() -> None:
    words = [(path, set(re.split(r"[/_.]", path.removesuffix(".py")))) for path in paths]
    found = [f"src/steward/{path}" for path, parts in words if parts & set(FORBIDDEN_NAMES)]
    assert not found, "\n".join(found)


def test_every_module_says_in_one_sentence_what_it_is() -> None:
    found = []
    for module in MODULES:
        said = (ast.get_docstring(module.tree) or "").split("\n\n")[0].replace("\n", " ")
        # A package that only holds others may be empty.
        if not said and not module.text.strip():
            continue
        if not said.endswith((".", "…")) or re.search(r"\w{3,}\. [A-Z]\w+ (is|are|has|reads|says)\b", said):
            found.append(f"src/steward/{module.path}: {said!r}")
    assert not found, "\n".join(found)


def _comments(module: Module) -> list[tuple[int, str]]:
    tokens = tokenize.generate_tokens(io.StringIO(module.text).readline)
    return [(token.start[0], token.string) for token in tokens if token.type == tokenize.COMMENT]


def test_every_exception_to_a_rule_carries_its_reason() -> None:
    found = []
    for module in MODULES:
        for line, comment in _comments(module):
            if _MUTED.search(comment) and not re.search(r"[a-z]{3,}", _MUTED.sub("", comment).replace("#", "")):
                found.append(f"src/steward/{module.path}:{line}: {comment}")
    assert not found, "\n".join(found)


@pytest.mark.parametrize("word", ["TODO", "FIXME", "XXX", "HACK"])
def test_nothing_is_left_for_later(word: str) -> None:
    found = [f"src/steward/{m.path}:{n}" for m in MODULES for n, c in _comments(m) if re.search(rf"\b{word}\b", c)]
    assert not found, "\n".join(found)


def test_every_index_names_the_view_that_reads_it() -> None:
    found = []
    for module in MODULES:
        for node in ast.walk(module.tree):
            if isinstance(node, (ast.Tuple, ast.List)) and any(_is_index(each) for each in node.elts):
                found += _unnamed(module, node)
    assert not found, "\n".join(found)


def _is_index(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and ast.unparse(node.func).endswith("Index")


def _unnamed(module: Module, node: ast.Tuple | ast.List) -> list[str]:
    """Indexes before which no comment stands; one comment may speak for those that follow it."""
    first = node.elts[0].lineno
    above = module.lines[first - 2].strip()
    return [] if above.startswith("#") else [f"src/steward/{module.path}:{first}: an index that nobody is said to read"]


def test_the_contracts_of_the_floors_are_checked() -> None:
    text = (CHECKOUT / "pyproject.toml").read_text(encoding="utf-8")
    assert "import-linter" in (CHECKOUT / "tests" / "house" / "test_linters.py").read_text(encoding="utf-8")
    assert all(f"({floor})" in text for floor in ("config", "processes", "registers", "surface", "kernel", "people"))
