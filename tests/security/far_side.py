"""A machine on the other side: a small web server of this test, plain or with a certificate of its own authority."""

from __future__ import annotations

import json
import ssl
import threading
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Said = Callable[["FarSide", BaseHTTPRequestHandler], None]


class FarSide:
    """What was asked, and what is answered: status, headers and body by path."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, str]] = []
        self.answers: dict[str, Any] = {}
        self.port = 0
        self.over = threading.Event()

    def says(self, path: str, told: Any, status: int = 200, **headers: str) -> None:
        """From now on this path answers so; a dictionary as JSON, a function by itself."""
        self.answers[path] = told if callable(told) else (status, headers, told)


def _handler(far: FarSide) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = self.path.split("?")[0]
            far.asked.append((self.command, self.headers["Host"], path))
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            found = far.answers.get(path, (404, {}, b""))
            if callable(found):
                found(self)
                return
            status, headers, told = found
            body = told if isinstance(told, bytes) else json.dumps(told).encode()
            self.send_response(status)
            for name, value in {
                "Content-Type": "application/json",
                "Content-Length": str(len(body)),
                **headers,
            }.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET  # noqa: N815  http.server's names

        def log_message(self, *_words: Any) -> None:
            """Says nothing."""

    return Handler


@contextmanager
def serving(certificate: Path | None = None) -> Iterator[FarSide]:
    """A server of 127.0.0.1 in a thread; with a certificate it speaks TLS."""
    far = FarSide()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(far))
    server.handle_error = lambda *_about: None  # type: ignore[method-assign]  # a visitor who hangs up is no fault
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    far.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield far
    finally:
        far.over.set()
        server.shutdown()
        server.server_close()
        thread.join()


def certificate_of(name: str, folder: Path) -> Path:
    """A certificate that signs itself, with its key, in one file; it serves as its own authority."""
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / f"{name}.pem"
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path
