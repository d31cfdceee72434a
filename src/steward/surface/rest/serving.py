"""One request from door to answer: who asks, in which language, in one transaction; refusals as problems."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.db import DataError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from psycopg.errors import DiskFull as DatabaseDiskFull

from steward.kernel.refusal import Refused
from steward.people.actor import Actor
from steward.people.context import acting
from steward.surface.looked import keep_look
from steward.surface.rest import repeating
from steward.surface.rest.body import check_length
from steward.surface.rest.problems import Problem, problem, problem_of, problem_of_refusal
from steward.surface.rest.who import language_of, who_asks

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http.response import HttpResponseBase


@dataclass(frozen=True, slots=True)
class Call:
    """A request with who makes it."""

    request: HttpRequest
    actor: Actor


Operation = Callable[[Call], "HttpResponseBase"]


def serve(request: HttpRequest, operation: Operation) -> HttpResponseBase:
    """Answers as the operation does; whatever it refuses is a problem, and nothing of it stays written."""
    with translation.override(language_of(request)):
        try:
            check_length(request)
            actor = who_asks(request)
        except Problem as raised:
            return problem_of(raised)
        except (OperationalError, InterfaceError) as lost:
            return _away(lost)
    with translation.override(language_of(request, actor)):
        return _answer(Call(request, actor), operation)


def _answer(call: Call, operation: Operation) -> HttpResponseBase:
    try:
        with acting(call.actor):
            answered = _once(call, operation)
            keep_look(call.request, call.actor, answered.status_code)
            return answered
    except Refused as refused:
        return problem_of_refusal(refused, by_header="If-Match" in call.request.headers)
    except Problem as raised:
        return problem_of(raised)
    except (OperationalError, InterfaceError) as lost:
        return _away(lost)
    except (DataError, RequestDataTooBig, MultiPartParserError, TooManyFieldsSent) as broken:
        return _broken(broken)


def _broken(error: Exception) -> HttpResponse:
    """What the layers below could not take."""
    if isinstance(error, DataError):
        return problem(422, [_("A value is out of the range that can be kept.")], faults={})
    if isinstance(error, RequestDataTooBig):
        return problem(413, [_("The body is longer than 10 MB.")])
    return problem(400, [_("The form can't be read.")])


def _once(call: Call, operation: Operation) -> HttpResponseBase:
    """Carries the operation out, or answers as the first time where its key was used already."""
    key = repeating.key_of(call.request)
    if key is None:
        return operation(call)
    before = repeating.answered_before(call.actor, key, repeating.digest_of_request(call.request))
    if before is not None:
        return before
    response = operation(call)
    if isinstance(response, HttpResponse):
        repeating.keep_answer(call.actor, key, response)
    return response


def _away(lost: Exception) -> HttpResponse:
    if isinstance(lost.__cause__, DatabaseDiskFull):
        return problem(507, [_("Nothing of this was saved. Everything saved before can still be read.")])
    response = problem(503, [_("It is being restarted or the connection was lost. Nothing that was saved is lost.")])
    response["Retry-After"] = "5"
    return response


def plain(value: object) -> object:
    """A value that JSON has no form for: times as UTC with Z, days, sentences."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Promise):
        return str(value)
    raise TypeError(type(value))


def answer(data: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> HttpResponse:
    """Data as JSON."""
    text = json.dumps(data, ensure_ascii=False, default=plain)
    return HttpResponse(text, status=status, content_type="application/json", headers=headers)
