"""The one way out: where it goes, to whom it listens, and how long (quality C7)."""

from __future__ import annotations

import socket
import time
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any

import pytest

from steward.kernel import egress
from steward.kernel.reachable import is_reachable, networks
from steward.kernel.refusal import Refused
from tests.security.far_side import FarSide, certificate_of, serving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytest_django.fixtures import SettingsWrapper

NAME = "login.example.org"
PUBLIC = "93.184.216.34"
# One machine under many names, and the places where a cloud keeps its secrets.
HOSTILE = (
    "127.0.0.1", "127.1", "2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "017700000001", "0", "0.0.0.0",  # noqa: S104  asked, not bound
    "１２７.0.0.1", "①②⑦.0.0.1", "127。0。0。1", "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]",
    "[::127.0.0.1]", "[64:ff9b::127.0.0.1]", "[64:ff9b::a00:1]", "[64:ff9b:1::1]", "[2002:7f00:1::]",
    "[2001:0:7f00:1::]", "[fe80::1]", "[fec0::1]", "[fc00::1]", "[fd00:ec2::254]", "[ff02::1]", "10.0.0.1",
    "172.16.0.1", "192.168.1.1", "100.64.0.1", "100.100.100.200", "169.254.169.254", "168.63.129.16",
    "192.0.0.192", "224.0.0.1", "240.0.0.1", "255.255.255.255", "198.18.0.1", "192.0.2.1", "[2001:db8::1]",
)  # fmt: skip
REACHABLE = (PUBLIC, "2606:2800:220:1::1", "64:ff9b::5db8:d822", "::ffff:93.184.216.34")


@pytest.fixture(autouse=True)
def _defaults(settings: SettingsWrapper) -> Iterator[None]:
    settings.EGRESS_NETWORKS, settings.EGRESS_PLAIN_HTTP, settings.EGRESS_CERTIFICATES = (), False, ""
    egress._trusted.cache_clear()
    yield
    egress._trusted.cache_clear()


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """Names of this test: each question for one takes the next of its answers; the questions are kept."""
    real, asked = socket.getaddrinfo, []

    def given(*answers: str) -> list[str]:
        left = list(answers)

        def resolve(name: str, port: int, **how: Any) -> Any:
            asked.append(name)
            return real(left.pop(0) if len(left) > 1 else left[0], port, **how)

        monkeypatch.setattr(egress.socket, "getaddrinfo", resolve)
        return asked

    return given


@pytest.fixture
def connections(_no_network: None) -> Iterator[list[str]]:
    """Where a connection was tried; none comes about."""
    tried: list[str] = []

    def connect(_socket: socket.socket, where: Any) -> None:
        tried.append(where[0])
        raise ConnectionRefusedError

    # A context of its own, for it must be over before the guard of all tests takes its own away.
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", connect)
        yield tried


def refused(url: str) -> str:
    with pytest.raises(Refused) as said:
        egress.ask("GET", url)
    return str(said.value.reasons[0])


@pytest.mark.parametrize("host", HOSTILE)
def test_no_notation_of_an_inner_address_is_connected_to(host: str, connections: list[str]) -> None:
    assert "no public address" in _in_english(f"https://{host}/")
    assert connections == []


def _in_english(url: str) -> str:
    from django.utils import translation

    with translation.override("en"):
        return refused(url)


@pytest.mark.parametrize("address", REACHABLE)
def test_public_addresses_are_reachable(address: str) -> None:
    """The control: not everything is refused."""
    assert is_reachable(ip_address(address), ())


@pytest.mark.parametrize(
    "url",
    [
        f"http://{NAME}/",
        f"ftp://{NAME}/",
        "file:///etc/passwd",
        f"https://user:password@{NAME}/",
        f"https://{NAME}:99999/",
        "https:///path",
        "https://[::1/",
        "",
        f"https://{NAME}/päth",
    ],
)
def test_what_is_no_plain_address_of_a_web_server_is_not_asked(
    url: str, names: Callable[..., list[str]], connections: list[str]
) -> None:
    names(PUBLIC)
    refused(url)
    assert connections == []


def test_a_name_is_resolved_once_and_the_connection_goes_to_that_address(
    names: Callable[..., list[str]], connections: list[str]
) -> None:
    """DNS rebinding: the second answer would be this machine."""
    asked = names(PUBLIC, "127.0.0.1")
    refused(f"https://{NAME}/")
    assert (asked, connections) == ([NAME], [PUBLIC])


def test_one_inner_address_among_public_ones_is_enough_to_refuse(
    monkeypatch: pytest.MonkeyPatch, connections: list[str]
) -> None:
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443)) for address in (PUBLIC, "10.0.0.1")]
    monkeypatch.setattr(egress.socket, "getaddrinfo", lambda *_name, **_how: found)
    refused(f"https://{NAME}/")
    assert connections == []


def test_an_allowed_network_is_reachable_and_a_cloud_never() -> None:
    allowed = networks("10.20.0.0/16, fd12::/16, 169.254.0.0/16")
    assert is_reachable(ip_address("10.20.3.4"), allowed)
    assert is_reachable(ip_address("::ffff:10.20.3.4"), allowed)
    assert is_reachable(ip_address("fd12::1"), allowed)
    assert not is_reachable(ip_address("10.21.0.1"), allowed)
    assert not is_reachable(ip_address("169.254.169.254"), allowed)


# A real server on the other side.


@pytest.fixture
def far(tmp_path: Path, settings: SettingsWrapper, names: Callable[..., list[str]]) -> Iterator[FarSide]:
    """A server with the certificate of NAME, on a network that is allowed and by an authority that is believed."""
    path = certificate_of(NAME, tmp_path)
    settings.EGRESS_NETWORKS, settings.EGRESS_CERTIFICATES = networks("127.0.0.0/8"), str(path)
    names("127.0.0.1")
    with serving(path) as started:
        started.says("/", {"it": "answers"})
        yield started


@pytest.mark.server
def test_an_allowed_network_is_asked_by_name_over_tls(far: FarSide) -> None:
    answer = egress.ask("POST", f"https://{NAME}:{far.port}/?a=1", body=b"{}", headers={"Host": "other"})
    assert (answer.status, answer.body) == (200, b'{"it": "answers"}')
    assert far.asked == [("POST", f"{NAME}:{far.port}", "/")]


@pytest.mark.server
def test_no_line_is_smuggled_into_a_request(far: FarSide) -> None:
    refused(f"https://{NAME}:{far.port}/ HTTP/1.1\r\nX-More: 1\r\n\r\n")
    with pytest.raises(Refused):
        egress.ask("GET", f"https://{NAME}:{far.port}/", headers={"X-A": "1\r\nX-More: 1"})
    assert far.asked == []


@pytest.mark.server
def test_the_certificate_must_be_the_names(far: FarSide) -> None:
    assert "other.example.org" in refused(f"https://other.example.org:{far.port}/")
    assert far.asked == []


@pytest.mark.server
def test_a_certificate_that_nobody_vouches_for_is_refused(far: FarSide, settings: SettingsWrapper) -> None:
    settings.EGRESS_CERTIFICATES = ""
    refused(f"https://{NAME}:{far.port}/")
    assert far.asked == []


@pytest.mark.server
def test_the_same_server_is_not_asked_while_its_network_is_not_allowed(far: FarSide, settings: SettingsWrapper) -> None:
    settings.EGRESS_NETWORKS = ()
    refused(f"https://{NAME}:{far.port}/")
    assert far.asked == []


@pytest.mark.server
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_no_redirect_is_followed(far: FarSide, status: int) -> None:
    far.says("/there", b"", status, Location=f"https://127.0.0.1:{far.port}/")
    refused(f"https://{NAME}:{far.port}/there")
    assert [path for _method, _host, path in far.asked] == ["/there"]


@pytest.mark.server
def test_an_answer_that_is_too_long_is_refused(far: FarSide) -> None:
    far.says("/long", b"x" * (egress.BYTES + 1))
    assert "1024" in refused(f"https://{NAME}:{far.port}/long")
    far.says("/long", b"x" * egress.BYTES)
    assert len(egress.ask("GET", f"https://{NAME}:{far.port}/long").body) == egress.BYTES


@pytest.mark.server
@pytest.mark.parametrize("begun", [b"HTTP/1.1 200 OK\r\n\r\n", b"HTTP/1.1 200 OK\r\nX-A: "])
def test_an_answer_that_never_ends_is_cut_off(far: FarSide, begun: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each byte comes in time; the whole does not."""

    def drips(handler: Any) -> None:
        handler.wfile.write(begun)
        for _ in range(200):
            if not far.over.wait(0.02):
                handler.wfile.write(b"x")

    far.says("/slow", drips)
    monkeypatch.setattr(egress, "SECONDS", 0.5)
    start = time.monotonic()
    refused(f"https://{NAME}:{far.port}/slow")
    assert 0.4 < time.monotonic() - start < 3


@pytest.mark.server
def test_plain_http_is_asked_only_where_the_house_allows_it(
    settings: SettingsWrapper, names: Callable[..., list[str]]
) -> None:
    settings.EGRESS_NETWORKS = networks("127.0.0.0/8")
    names("127.0.0.1")
    with serving() as far:
        far.says("/", b"plain")
        refused(f"http://{NAME}:{far.port}/")
        assert far.asked == []
        settings.EGRESS_PLAIN_HTTP = True
        assert egress.ask("GET", f"http://{NAME}:{far.port}/").body == b"plain"


@pytest.mark.server
def test_a_machine_that_is_away_is_a_sentence(settings: SettingsWrapper, names: Callable[..., list[str]]) -> None:
    settings.EGRESS_NETWORKS = networks("127.0.0.0/8")
    names("127.0.0.1")
    with serving() as far:
        port = far.port
    assert NAME in refused(f"https://{NAME}:{port}/")
