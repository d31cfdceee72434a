"""A mail server on this machine that can be made to hold its answer: then a worker stands where a test wants it."""

from __future__ import annotations

import socketserver
import threading
import time
from contextlib import contextmanager
from email import message_from_bytes, policy
from typing import TYPE_CHECKING, Any

from tests.faults.serving import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage


class Mailbox(socketserver.ThreadingTCPServer):
    """Takes every mail; holds at `greeting`, or at `answer`: the mail is here and the sender does not know."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        """Listen on a port of its own."""
        super().__init__(("127.0.0.1", 0), _Talk)
        self.mails: list[EmailMessage] = []
        # Seconds between taking a mail and saying so, as it is between machines.
        self.takes = 0.0
        self.held_at = ""
        self.held = threading.Semaphore(0)
        self.released = threading.Event()
        self.talks = 0

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.server_address[1])

    def hold(self, at: str) -> None:
        """Hold the next senders at this point."""
        self.released.clear()
        self.held = threading.Semaphore(0)
        self.held_at = at

    def wait_until_held(self) -> None:
        """Wait until a sender stands there."""
        assert self.held.acquire(timeout=PATIENCE), f"no mail came to the {self.held_at}"

    def release(self) -> None:
        """Let everybody go on."""
        self.held_at = ""
        self.released.set()

    def stand(self, at: str) -> None:
        """Stand still where told to."""
        if self.held_at == at:
            self.held.release()
            self.released.wait(PATIENCE)

    def is_quiet(self) -> bool:
        """Whether nobody talks to it: whoever was killed is known to be gone."""
        return self.talks == 0

    def process_request(self, request: Any, client_address: Any) -> None:
        """Count those who talk, from before their thread starts."""
        self.talks += 1
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """Count them out."""
        super().shutdown_request(request)
        self.talks -= 1

    def ids(self) -> list[str]:
        """The Message-ID of every mail in the order of their coming."""
        return [str(mail["Message-ID"]) for mail in self.mails]


class _Talk(socketserver.StreamRequestHandler):
    """As much SMTP as Python's own client speaks."""

    server: Mailbox

    def handle(self) -> None:
        try:
            self.server.stand("greeting")
            self._say("220 mailbox")
            while words := self.rfile.readline():
                if words[:4].upper() == b"QUIT":
                    return self._say("221 bye")
                self._data() if words[:4].upper() == b"DATA" else self._say("250 mailbox")
        except OSError:
            # The sender was killed.
            return None

    def _data(self) -> None:
        self._say("354 go on")
        lines: list[bytes] = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.removeprefix(b"."))
        if line:
            self.server.mails.append(message_from_bytes(b"".join(lines), policy=policy.default))
            self.server.stand("answer")
            time.sleep(self.server.takes)
            self._say("250 kept")

    def _say(self, words: str) -> None:
        self.wfile.write(words.encode() + b"\r\n")


@contextmanager
def mailbox() -> Iterator[Mailbox]:
    """Serve until the block ends."""
    with Mailbox() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.release()
            server.shutdown()
            thread.join(PATIENCE)
