"""The page that says what happened, why and what next."""

from __future__ import annotations

import errno
import sys
from typing import TYPE_CHECKING, Any

from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from psycopg.errors import DiskFull as DatabaseDiskFull

from steward.kernel.attaching import DiskFull
from steward.kernel.refusal import Invalid, Refused, Stale, Unknown
from steward.surface.shell import shell

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest

_STATUS = {Unknown: 404, Stale: 409, Invalid: 422, DiskFull: 507}
_NO_SPACE = (errno.ENOSPC, errno.EDQUOT)
# What a form carries besides what somebody typed; a password is not shown again.
_NOT_TYPED = ("csrfmiddlewaretoken", "password", "version", "language", "theme")


def message_page(
    request: HttpRequest,
    status: int,
    what: str,
    *,
    why: Sequence[str] = (),
    next_steps: Sequence[tuple[str, str]] = (),
    typed: Sequence[dict[str, Any]] = (),
    inside: bool = False,
) -> HttpResponse:
    """A page with the given status; `inside`, where somebody acts, it has a shell and reads the database."""
    context = {
        "shell": shell(request) if inside else None,
        "status": status,
        "what": what,
        "why": list(why),
        "next": [{"label": label, "url": url} for label, url in next_steps],
        "typed": list(typed),
    }
    return HttpResponse(render_to_string("surface/message.html", context, request), status=status)


def typed_in(request: HttpRequest) -> list[dict[str, Any]]:
    """What was typed into the form that can't be taken now, so that it is not lost."""
    return [
        {"label": name, "value": value}
        for name, value in request.POST.items()
        if value and name not in _NOT_TYPED and not name.startswith("was.")
    ]


def refusal_page(request: HttpRequest, refused: Refused) -> HttpResponse:
    """The page of a refusal that no form took, with its reasons and the way back."""
    status = next((code for kind, code in _STATUS.items() if isinstance(refused, kind)), 403)
    return message_page(
        request,
        status,
        _("This is not here") if status == 404 else _("This can't be done"),  # noqa: PLR2004  HTTP's own number
        why=list(map(str, refused.reasons)),
        next_steps=_ways_on(request, status),
        typed=typed_in(request),
        inside=bool(getattr(request, "actor", None)),
    )


def _ways_on(request: HttpRequest, status: int) -> list[tuple[str, str]]:
    """Back to the record or its list, where the address names one."""
    known = request.resolver_match.kwargs if request.resolver_match else {}
    ways = []
    if process := known.get("process"):
        number = known.get("number")
        if number and status != 404:  # noqa: PLR2004  HTTP's own number
            ways.append((_("Back to %(number)s") % {"number": number}, f"/{process.kind}/{number}/"))
        ways.append((str(process.label_plural), f"/{process.kind}/"))
    return [*ways, (_("To the start page"), "/")]


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001  as Django calls it
    """For an address that no page has; `handler404` of the roof."""
    return message_page(
        request,
        404,
        _("This is not here"),
        why=[_("No page has this address. It may have been mistyped, or the page has moved.")],
        next_steps=[(_("To the start page"), "/")],
        inside=bool(getattr(request, "actor", None)),
    )


def machine_page(request: HttpRequest, error: BaseException | None) -> HttpResponse | None:
    """The page of a database that is away (503) or of a full disk (507); None for any other error."""
    retry = [(_("Try again"), request.get_full_path())]
    cause = getattr(error, "__cause__", None)
    if isinstance(cause, DatabaseDiskFull) or getattr(error, "errno", None) in _NO_SPACE:
        why = _("Nothing of this was saved. Everything saved before can still be read.")
        return message_page(request, 507, _("The disk is full"), why=[why], next_steps=retry, typed=typed_in(request))
    if not isinstance(error, (OperationalError, InterfaceError)):
        return None
    why = _("It is being restarted or the connection was lost. Nothing that was saved is lost.")
    what = _("The database is not to be reached just now")
    response = message_page(request, 503, what, why=[why], next_steps=retry, typed=typed_in(request))
    response["Retry-After"] = "5"
    return response


def broken(request: HttpRequest) -> HttpResponse:
    """For a fault of ours; `handler500` of the roof. It asks nothing of the database.

    What fails between two layers of middleware (a session, the account) comes here and nowhere else.
    """
    if machine := machine_page(request, sys.exc_info()[1]):
        return machine
    return message_page(
        request,
        500,
        _("Something went wrong on our side"),
        why=[_("The fault is in the log. Nothing of this step was saved.")],
        next_steps=[(_("Try again"), request.get_full_path()), (_("To the start page"), "/")],
        typed=typed_in(request),
    )


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001  as Django calls it
    """For a form that was sent with the mark of another session; what was typed is shown again."""
    return message_page(
        request,
        403,
        _("This form is out of date"),
        why=[_("You logged in or out since it was opened. Open it again; what you typed stands below.")],
        next_steps=[(_("Open it again"), request.get_full_path())],
        typed=typed_in(request),
        inside=bool(getattr(request, "actor", None)),
    )
