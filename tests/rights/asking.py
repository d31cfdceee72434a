"""Asking the program as somebody: one request in a savepoint that is taken back, and what came of it."""

from __future__ import annotations

import io
import json
import re
import zipfile
from dataclasses import dataclass
from functools import cache
from http.cookies import SimpleCookie
from typing import TYPE_CHECKING, Any

from django.contrib.messages.storage.cookie import CookieStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client, RequestFactory
from django.urls import resolve
from django.utils import translation
from django.utils.translation import gettext

from steward.people import tokens
from steward.people.models import User
from tests.people import as_
from tests.rights.ground import ANONYMOUS, ROLES, Ground, forget_scope

if TYPE_CHECKING:
    from django.http import HttpResponse

# One body that every form finds its fields in; the names that a form refuses are left out when it is asked again.
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
        self.refused: dict[tuple[Any, ...], set[str]] = {}

    def ask(
        self, username: str, method: str, path: str, *, body: Any = None, more: Any = None, **headers: str
    ) -> Answer:
        """One request; whatever it writes is taken back afterwards.

        A form that is given no body gets of the one body what it has fields for, with `more` over it.
        """
        if body is not None or method != "POST" or path.startswith(("/api/", "/accounts/")):
            return self._ask(username, method, path, body=body, **headers)
        refused = self.refused.setdefault(_form_of(username, path), set())
        answer = self._ask(username, method, path, body=_without(refused) | (more or {}), **headers)
        if answer.status == 422 and (unknown := _refused_by(answer) - refused - {*(more or {})}):
            refused |= unknown
            answer = self._ask(username, method, path, body=_without(refused) | (more or {}), **headers)
        return answer

    def _ask(self, username: str, method: str, path: str, *, body: Any = None, **headers: str) -> Answer:
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


def _form_of(username: str, path: str) -> tuple[Any, ...]:
    """What decides which fields a form has: its page, its process or register, the move, the reader."""
    match = resolve(path.partition("?")[0])
    return username, match.view_name, *(str(v) for k, v in sorted(match.kwargs.items()) if k not in ("number", "pk"))


def _without(refused: set[str]) -> dict[str, Any]:
    return {name: value for name, value in form().items() if name not in refused}


def _refused_by(answer: Answer) -> set[str]:
    """The names of the one body that an answer calls unknown, in either language."""
    found = set()
    for language in ("en", "zh-hans"):
        with translation.override(language):
            sentence = gettext("There is no field “%(name)s” in this form.")
        found |= {name for name in (*FORM, "file") if sentence % {"name": name} in answer.text}
    return found


def mark() -> tuple[Any, ...]:
    """What changes with every write to a record or to what hangs on one: the place of each sequence."""
    cursor = connection.cursor()
    cursor.execute("select " + ", ".join(f"pg_sequence_last_value('{name}'::regclass)" for name in _sequences()))
    return tuple(cursor.fetchone())  # a sequence does not go back with its transaction


@cache
def _sequences() -> tuple[str, ...]:
    cursor = connection.cursor()
    cursor.execute(
        "select c.relname from pg_class c where c.relkind = 'S'"
        " and c.relname ~ '^(kernel_timelineentry|kernel_attachment|kernel_record)_'"
    )
    return tuple(name for (name,) in cursor.fetchall())


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
