"""Refusals as problem details (RFC 9457): every reason at once, in the reader's language."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from steward.kernel.attaching import DiskFull
from steward.kernel.refusal import Invalid, Refused, Stale, Unknown

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from steward.kernel.process import Text


class Problem(Exception):
    """An answer other than the one wished for, raised where it is found out."""

    def __init__(self, status: int, *reasons: Text, headers: Mapping[str, str] | None = None) -> None:
        """Keeps status, sentences and headers."""
        super().__init__(*map(str, reasons))
        self.status, self.reasons, self.headers = status, reasons, dict(headers or {})


def _titles() -> dict[int, str]:
    return {
        400: _("The request can't be read"),
        401: _("Nobody is logged in"),
        403: _("This is not for you"),
        404: _("This is not here"),
        405: _("This can't be done to this address"),
        409: _("This can't be done now"),
        412: _("Somebody else was faster"),
        413: _("This is too big"),
        415: _("This kind of content is not understood"),
        422: _("Some values can't be taken"),
        428: _("The version is missing"),
        503: _("The database is not to be reached just now"),
        507: _("The disk is full"),
    }


def problem(
    status: int,
    reasons: Iterable[Text],
    *,
    faults: Mapping[str, Iterable[Text]] | None = None,
    more: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """A problem as `application/problem+json`; `faults` are sentences by field."""
    sentences = list(dict.fromkeys(map(str, reasons)))
    told: dict[str, Any] = {
        "type": "about:blank",
        "title": _titles().get(status, ""),
        "status": status,
        "detail": " ".join(sentences),
        "reasons": sentences,
        **(more or {}),
    }
    if faults is not None:
        told["faults"] = {name: list(map(str, texts)) for name, texts in faults.items()}
    response = HttpResponse(
        json.dumps(told, ensure_ascii=False), status=status, content_type="application/problem+json"
    )
    response["Content-Language"] = get_language() or "zh-hans"
    return response


def problem_of_refusal(refused: Refused, *, by_header: bool) -> HttpResponse:
    """The answer to a refusal; `by_header` tells that the version came as If-Match."""
    if isinstance(refused, Unknown):
        return problem(404, refused.reasons)
    if isinstance(refused, Stale):
        current = {"version": refused.current}
        return problem(412 if by_header else 409, refused.reasons, more=current)
    if isinstance(refused, Invalid):
        return problem(422, refused.reasons, faults=refused.faults)
    return problem(507 if isinstance(refused, DiskFull) else 409, refused.reasons)


def problem_of(raised: Problem) -> HttpResponse:
    """The answer to a problem raised on the way."""
    response = problem(raised.status, raised.reasons)
    for name, value in raised.headers.items():
        response[name] = value
    return response
