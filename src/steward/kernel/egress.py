"""The one way out: every request that this program sends to another machine is made here (quality C7)."""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from ipaddress import ip_address
from time import monotonic
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import certifi
from django.conf import settings
from django.utils.translation import gettext as _

from steward.kernel.reachable import is_reachable
from steward.kernel.refusal import Refused

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# From the first packet to the last byte of the answer, and how many bytes that may have.
SECONDS = 10.0
BYTES = 1024 * 1024
_PORTS = {"https": 443, "http": 80}
_REDIRECTS = (301, 302, 303, 307, 308)


@dataclass(frozen=True)
class Answer:
    """What came back, whatever its status; a redirect never does."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class _Place:
    scheme: str
    name: str
    port: int
    target: str

    @property
    def host(self) -> str:
        """The `Host` of the request."""
        name = f"[{self.name}]" if ":" in self.name else self.name
        return name if self.port == _PORTS[self.scheme] else f"{name}:{self.port}"


def ask(method: str, url: str, *, headers: Mapping[str, str] | None = None, body: bytes | None = None) -> Answer:
    """Sends one request and reads its answer, at most SECONDS and BYTES long.

    The name is resolved once, every address that it has must be reachable, and the connection goes to exactly that
    address; the certificate must be the name's. Raises Refused for whatever else happens.
    """
    place = _place(url)
    sent = {name: value for name, value in (headers or {}).items() if name.lower() not in ("host", "accept-encoding")}
    until = monotonic() + SECONDS
    with _told_as_refusals(place, until), _connected(place, _resolved(place), until) as line:
        connection = http.client.HTTPConnection(place.name, place.port)
        connection.sock = line
        connection.request(method, place.target, body, {"Host": place.host, "Accept-Encoding": "identity", **sent})
        with connection.getresponse() as response:
            return _answer(place, response)


def _place(url: str) -> _Place:
    """Where an address leads, as far as its text tells."""
    parts = urlsplit("")
    try:
        parts = urlsplit(url)
        name = (parts.hostname or "").encode("idna").decode()
        port = parts.port or _PORTS.get(parts.scheme, 0)
    except (ValueError, UnicodeError):
        name, port = "", 0
    schemes = ("https", "http") if settings.EGRESS_PLAIN_HTTP else ("https",)
    if not name or not port or parts.scheme not in schemes or "@" in parts.netloc or not parts.path.isascii():
        raise Refused(
            [_("“%(url)s” is no address that is asked: it must begin with https:// and a name.") % {"url": url[:200]}]
        )
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return _Place(parts.scheme, name, port, target)


def _resolved(place: _Place) -> list[tuple[int, Any]]:
    """The addresses of a name, asked for this once. Raises Refused where even one of them may not be reached."""
    try:
        found = socket.getaddrinfo(place.name, place.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Refused([_("“%(name)s” is the name of no machine.") % {"name": place.name}]) from error
    sentence = _("“%(name)s” leads to %(address)s: no public address, and in no network that may be asked.")
    for *_kind, where in found:
        if not is_reachable(ip_address(where[0]), settings.EGRESS_NETWORKS):
            raise Refused([sentence % {"name": place.name, "address": where[0]}])
    return [(family, where) for family, *_kind, where in found]


@contextmanager
def _connected(place: _Place, addresses: list[tuple[int, Any]], until: float) -> Iterator[socket.socket]:
    """A connection to the first of the addresses that answers, cut off when the time is over."""
    line = _first_that_answers(addresses, until)
    try:
        if place.scheme == "https":
            line.settimeout(max(0.001, until - monotonic()))
            line = _trusted().wrap_socket(line, server_hostname=place.name)
        # Each single byte may be in time and the whole never end: the clock of the whole cuts the line itself.
        watch = threading.Timer(max(0.0, until - monotonic()), _cut, [line])
        watch.daemon = True
        watch.start()
        try:
            yield line
        finally:
            watch.cancel()
    finally:
        line.close()


def _first_that_answers(addresses: list[tuple[int, Any]], until: float) -> socket.socket:
    for place, (family, where) in enumerate(addresses):
        line = socket.socket(family, socket.SOCK_STREAM)
        line.settimeout(max(0.001, until - monotonic()))
        try:
            line.connect(where)
        except OSError:
            line.close()
            if place == len(addresses) - 1:
                raise
        else:
            return line
    raise OSError


def _cut(line: socket.socket) -> None:
    """Ends what is read at this moment; TLS is told nothing, for it may be in the middle of a word."""
    try:
        socket.socket.shutdown(line, socket.SHUT_RDWR)
    except OSError:
        return


@cache
def _trusted() -> ssl.SSLContext:
    """Whose certificates are believed: those that the machine believes, the common ones, and the house's own."""
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    if settings.EGRESS_CERTIFICATES:
        context.load_verify_locations(settings.EGRESS_CERTIFICATES)
    return context


def _answer(place: _Place, response: http.client.HTTPResponse) -> Answer:
    if response.status in _REDIRECTS:
        raise Refused([_("“%(name)s” sends us elsewhere, and no redirect is followed.") % {"name": place.name}])
    body = response.read(BYTES + 1)
    if len(body) > BYTES:
        size = {"name": place.name, "kb": BYTES // 1024}
        raise Refused([_("“%(name)s” answers with more than %(kb)d kB.") % size])
    return Answer(response.status, dict(response.getheaders()), body)


@contextmanager
def _told_as_refusals(place: _Place, until: float) -> Iterator[None]:
    """Every way in which a network fails, as a sentence; what the clock of the whole cut off is no answer either."""
    try:
        yield
        late = monotonic() >= until
    except ssl.SSLCertVerificationError as error:
        reason = {"name": place.name, "reason": error.verify_message}
        raise Refused([_("“%(name)s” does not prove who it is: %(reason)s.") % reason]) from error
    except (OSError, ValueError, http.client.HTTPException) as error:
        late = monotonic() >= until or isinstance(error, TimeoutError)
        if not late:
            raise Refused([_("The connection to “%(name)s” failed.") % {"name": place.name}]) from error
    if late:
        limit = {"name": place.name, "seconds": SECONDS}
        raise Refused([_("“%(name)s” did not answer within %(seconds)d seconds.") % limit])
