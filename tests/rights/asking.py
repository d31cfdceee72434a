"""Asking the program as somebody: one request in a savepoint that is taken back, and what came of it."""

from __future__ import annotations

import io
import json
import re
import zipfile
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import TYPE_CHECKING, Any

from django.contrib.messages.storage.cookie import CookieStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client, RequestFactory

from steward.people import tokens
from steward.people.models import User
from tests.people import as_
from tests.rights.ground import ANONYMOUS, ROLES, Ground, forget_scope

if TYPE_CHECKING:
    from django.http import HttpResponse

# One body that every form finds its fields in; what a form does not know it leaves alone.
FORM = {
    "title": "zz asked", "version": "1", "body": "zz said", "reach": "3", "relation": "related_to",
    "target": "INC-999999", "tag": "zz", "verdict": "approved", "remark": "zz", "name": "zz view",
    "query": "state=all", "waits_for": "zz", "resolution": "zz", "restored_at": "2026-03-02 09:00",
    "confirmation": "user", "cancel_reason": "zz",
    "reopen_reason": "zz", "team": "network", "ends_on": "2027-01-01", "language": "en", "theme": "dark",
}  # fmt: skip


@dataclass
class Answer:
    """A response, its whole text (archives opened) and whether anything was written."""

    status: int
    headers: dict[str, str]
    text: str
    wrote: bool

    def leaks(self, words: list[str], asked: str) -> list[str]:
        """The words that it holds and that the question did not bring itself."""
        everything = f"{self.headers} {self.text}"
        return [word for word in words if word in everything and word not in asked]


class Asker:
    """Everybody of the cast, logged in for pages and with a token for REST."""

    def __init__(self, ground: Ground) -> None:
        """Logs everybody in once."""
        self.ground = ground
        self.clients = {username: Client(raise_request_exception=False) for username in ROLES}
        self.tokens: dict[str, str] = {}
        with as_("service-head"):
            for username in ROLES:
                if username != ANONYMOUS:
                    self.clients[username].force_login(User.objects.get(username=username))
                    self.tokens[username] = tokens.issue(username)
        forget_scope()
        self.sessions = {username: client.cookies.output() for username, client in self.clients.items()}

    def ask(self, username: str, method: str, path: str, *, body: Any = None, **headers: str) -> Answer:
        """One request; whatever it writes is taken back afterwards."""
        client = self.clients[username]
        given: dict[str, Any] = dict(headers)
        if path.startswith("/api/"):
            if token := self.tokens.get(username):
                given["HTTP_AUTHORIZATION"] = f"Bearer {token}"
            given |= {
                "data": json.dumps(body if body is not None else {}),
                "content_type": "application/json",
            }
            given.setdefault("HTTP_IF_MATCH", '"1"')
        elif method == "POST":
            given["data"] = body if body is not None else form()
        if method in ("GET", "HEAD"):
            given.pop("data", None)
            given.pop("content_type", None)
        with transaction.atomic():
            before = mark()
            response = getattr(client, method.lower())(path, **given)
            text = _text(response)
            transaction.set_rollback(False)
            wrote = mark() != before
            transaction.set_rollback(True)
        self.reset(username)
        return Answer(response.status_code, dict(response.headers), text, wrote)

    def reset(self, username: str) -> None:
        """Takes back what an answer did to the cookies."""
        self.clients[username].cookies = SimpleCookie(self.sessions[username].replace("Set-Cookie: ", ""))


def form(**more: Any) -> dict[str, Any]:
    """The one body, with a file."""
    return {**FORM, "file": SimpleUploadedFile("zz.txt", b"zz", "text/plain"), **more}


def mark() -> tuple[Any, ...]:
    """What changes with every write to a record or to what hangs on one: the place of each sequence."""
    cursor = connection.cursor()
    cursor.execute(
        "select coalesce(sum(pg_sequence_last_value(s.seqrelid)), 0) from pg_sequence s join pg_class c"
        " on c.oid = s.seqrelid where c.relname ~ '^(kernel_timelineentry|kernel_attachment|kernel_record)_'"
    )
    return tuple(cursor.fetchone())  # a sequence does not go back with its transaction


def _text(response: HttpResponse) -> str:
    """Body, archives opened, and what the messages of the next page will say."""
    content = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
    text = content.decode("utf-8", "replace")
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            text = " ".join(book.read(name).decode("utf-8", "replace") for name in book.namelist())
    if cookie := response.cookies.get("messages"):
        storage = CookieStorage(RequestFactory().get("/"))
        text += " ".join(str(message) for message in storage._decode(cookie.value) or [])
    return text


_FLEETING = re.compile(r'(csrfmiddlewaretoken" value=")[^"]+')


def plain(text: str) -> str:
    """The text without what differs from one answer to the next."""
    return _FLEETING.sub(r"\1", text)
