"""The mails of an installation that keeps them in a folder instead of sending them: the demo."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email import message_from_bytes, policy
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from steward.people.context import current_actor
from steward.surface import times
from steward.surface.shell import MAIL_READERS, keeps_mails, shell

if TYPE_CHECKING:
    from email.message import EmailMessage

    from django.http import HttpRequest

PAGE = 100
_NAME = re.compile(r"[0-9]{8}-[0-9]{6}-[0-9]+\.log")


def _folder() -> Path:
    """The folder, for administrators of an installation that keeps its mails. Raises Http404 for others."""
    if not keeps_mails() or not current_actor().holds_anywhere(MAIL_READERS):
        raise Http404
    return Path(settings.EMAIL_FILE_PATH)


def _read(path: Path) -> EmailMessage:
    """The mail in a file; the backend writes a line of hyphens after each."""
    raw = path.read_bytes().rpartition(b"\n" + b"-" * 79)[0]
    return message_from_bytes(raw, policy=policy.default)


def _told(path: Path) -> dict[str, Any]:
    mail, at = _read(path), datetime.fromtimestamp(path.stat().st_mtime, UTC)
    return {
        "url": reverse("kept_mail", kwargs={"name": path.name}),
        "subject": str(mail["subject"]),
        "to": str(mail["to"]),
        "when": times.short(at, current_actor().zone),
    }


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """The latest mails, newest first."""
    paths = (path for path in _folder().glob("*.log") if _NAME.fullmatch(path.name))
    latest = sorted(paths, key=lambda path: path.stat().st_mtime, reverse=True)[:PAGE]
    context = {"shell": shell(request), "mails": [_told(path) for path in latest]}
    return render(request, "notices/kept_mails.html", context)


@require_GET
def show(request: HttpRequest, name: str) -> HttpResponse:
    """One mail as plain text."""
    path = _folder() / name
    if not _NAME.fullmatch(name) or not path.is_file():
        raise Http404
    body = _read(path).get_body(("plain",))
    context = {"shell": shell(request), "mail": _told(path), "text": body.get_content() if body else ""}
    return render(request, "notices/kept_mail.html", context)
