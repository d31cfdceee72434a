"""What tests may reach outside: no network, a browser where there is one, long tests only when asked for."""

from __future__ import annotations

import ipaddress
import os
import shutil
import socket
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Tests with these marks start a server of their own and talk to it.
LOOPBACK_MARKS = ("browser", "server")
NO_BROWSER = "no Chromium on this machine"
REMEDY = "Debian: apt-get install chromium; or name one in STEWARD_CHROMIUM"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--long`."""
    parser.addoption("--long", action="store_true", help="also run the tests that take minutes")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skip what this machine or this run has no room for, each with its reason."""
    for item in items:
        if item.get_closest_marker("browser") and not find_chromium():
            item.add_marker(pytest.mark.skip(reason=NO_BROWSER))
        if item.get_closest_marker("long") and not config.getoption("--long"):
            item.add_marker(pytest.mark.skip(reason="takes minutes; run with --long"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say aloud how many browser tests did not run, and how to change that."""
    skipped = [
        report
        for report in terminalreporter.stats.get("skipped", ())
        if isinstance(report.longrepr, tuple) and NO_BROWSER in report.longrepr[2]
    ]
    if skipped:
        terminalreporter.section("browser tests")
        terminalreporter.write_line(f"{len(skipped)} browser tests skipped: {NO_BROWSER}. {REMEDY}.")


def find_chromium() -> str | None:
    """Return the Chromium that browser tests drive: the one named, else the machine's."""
    if named := os.environ.get("STEWARD_CHROMIUM"):
        return named
    return next(filter(None, map(shutil.which, BROWSERS)), None)


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of the browser; tests that ask for it carry the mark `browser`."""
    found = find_chromium()
    if not found:
        pytest.skip(NO_BROWSER)
    return found


@pytest.fixture(autouse=True)
def _no_network(request: pytest.FixtureRequest) -> Iterator[None]:
    """Refuse connections of Python sockets: to the network always, to this machine but for marked tests."""
    loopback = any(request.node.get_closest_marker(mark) for mark in LOOPBACK_MARKS)
    connect, connect_ex = socket.socket.connect, socket.socket.connect_ex

    def guarded(self: socket.socket, address: Any) -> None:
        _refuse(self, address, loopback=loopback)
        connect(self, address)

    def guarded_ex(self: socket.socket, address: Any) -> int:
        _refuse(self, address, loopback=loopback)
        return connect_ex(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded)
        patch.setattr(socket.socket, "connect_ex", guarded_ex)
        yield


def _refuse(used: socket.socket, address: Any, *, loopback: bool) -> None:
    if used.family == socket.AF_UNIX or (loopback and _is_this_machine(address[0])):
        return
    pytest.fail(f"A test reached for the network: {address!r}")


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
