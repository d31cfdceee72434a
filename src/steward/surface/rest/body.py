"""The body of a request: one JSON object, read with a limit on everything."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NoReturn

from django.core.exceptions import RequestDataTooBig
from django.http import UnreadablePostError
from django.utils.translation import gettext as _

from steward.surface.rest.problems import Problem

if TYPE_CHECKING:
    from django.http import HttpRequest

DEEPEST = 20
# Of any request, a file with its form included.
MOST_BYTES = 26 * 1024 * 1024


def check_length(request: HttpRequest) -> None:
    """Refuses what is too long before it is read. Raises Problem 413."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdigit() or int(length) > MOST_BYTES:
        raise Problem(413, _("The request is longer than %(most)d MB.") % {"most": MOST_BYTES // 1024**2})


def read_object(request: HttpRequest) -> dict[str, Any]:
    """The JSON object that the request carries; an empty body is an empty object. Raises Problem."""
    if request.content_type not in ("application/json", "application/merge-patch+json", "", "text/plain"):
        raise Problem(415, _("Send JSON: Content-Type: application/json."))
    try:
        raw = request.body
    except RequestDataTooBig:
        raise Problem(413, _("The body is longer than 10 MB.")) from None
    except UnreadablePostError:
        raise Problem(400, _("The request broke off.")) from None
    if not raw.strip():
        return {}
    try:
        found = json.loads(raw.decode("utf-8"), parse_constant=_no_number, object_pairs_hook=_once)
    except (ValueError, RecursionError):
        raise Problem(400, _("The body is no JSON in UTF-8, or names a field twice.")) from None
    if not isinstance(found, dict):
        raise Problem(400, _('The body is one JSON object: {"field": value}.'))
    _check(found, 0)
    return found


def _no_number(word: str) -> NoReturn:
    raise ValueError(word)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError(pairs[0][0])
    return found


def _check(value: object, depth: int) -> None:
    """Refuses what no database takes: NUL, half surrogate pairs, endless nesting. Raises Problem 400."""
    if depth > DEEPEST:
        raise Problem(400, _("The body is nested too deeply."))
    if isinstance(value, str) and any(sign == "\x00" or "\ud800" <= sign <= "\udfff" for sign in value):
        raise Problem(400, _("A text holds characters that no text has (NUL or half a surrogate pair)."))
    if isinstance(value, dict):
        for name, each in value.items():
            _check(name, depth + 1)
            _check(each, depth + 1)
    elif isinstance(value, list):
        for each in value:
            _check(each, depth + 1)


def take_version(request: HttpRequest, body: dict[str, Any]) -> int:
    """The version that the writer saw: If-Match or, taken out of it, the body's `version`. Raises Problem."""
    stated = body.pop("version", None)
    header = request.headers.get("If-Match")
    if header is not None:
        word = header.strip().removeprefix("W/")
        number = word[1:-1]
        if not (word[:1] == word[-1:] == '"' and number.isascii() and number.isdigit() and len(number) < 10):  # noqa: PLR2004  digits of an integer
            raise Problem(400, _('If-Match holds one version in quotes, as the ETag had it: "3".'))
        return int(number)
    if stated is None:
        raise Problem(428, _('Say which version you saw: If-Match: "3", or “version” in the body.'))
    if not isinstance(stated, int) or isinstance(stated, bool) or not 0 < stated < 2**31:
        raise Problem(400, _("“version” is a whole number."))
    return stated
