"""The page that says what happened, why and what next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.template.loader import render_to_string

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest


def message_page(
    request: HttpRequest,
    status: int,
    what: str,
    *,
    why: Sequence[str] = (),
    next_steps: Sequence[tuple[str, str]] = (),
    typed: Sequence[dict[str, Any]] = (),
) -> HttpResponse:
    """A page without a shell (it needs no database), with the given HTTP status."""
    context = {
        "shell": None,
        "status": status,
        "what": what,
        "why": list(why),
        "next": [{"label": label, "url": url} for label, url in next_steps],
        "typed": list(typed),
    }
    return HttpResponse(render_to_string("surface/message.html", context, request), status=status)
