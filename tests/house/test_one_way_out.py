"""One way out: no module but kernel.egress asks another machine anything over the web (quality C7)."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from tests.house.source import Module, modules

if TYPE_CHECKING:
    from collections.abc import Iterator

# What opens connections; a name covers what is below it.
DOORS = (
    "aiohttp", "ftplib", "http.client", "httpcore", "httpx", "pycurl", "requests", "socket", "ssl", "telnetlib",
    "urllib.request", "urllib3", "websockets", "xmlrpc",
)  # fmt: skip
# Where one of them may stand, each with its reason.
ALLOWED = {
    "kernel/egress.py": {"http.client", "socket", "ssl"},  # the way out
    "surface/providers.py": {"requests"},  # shapes what egress answers as the log-in library reads it
    "config/commands/up.py": {"socket", "urllib.request"},  # tries its own port, and whether its own web answers
}


def _imported(module: Module) -> Iterator[str]:
    """Every module that is imported, at the top or within a function; of `from a import b` also `a.b`."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _doors(module: Module) -> set[str]:
    return {door for name in _imported(module) for door in DOORS if f"{name}.".startswith(f"{door}.")}


def test_no_module_but_egress_opens_a_connection() -> None:
    found = [f"src/steward/{m.path}: {door}" for m in modules() for door in _doors(m) - ALLOWED.get(m.path, set())]
    assert not found, "ask kernel.egress instead:\n" + "\n".join(found)


def test_each_exception_is_still_needed() -> None:
    used = {m.path: _doors(m) for m in modules()}
    assert {path: used.get(path, set()) for path in ALLOWED} == ALLOWED


def test_it_finds_a_way_past_egress() -> None:
    bad = "import urllib.request\nfrom http import client\ndef f():\n    from requests import Session\n"
    assert _doors(Module("x.py", bad, ast.parse(bad))) == {"urllib.request", "http.client", "requests"}
