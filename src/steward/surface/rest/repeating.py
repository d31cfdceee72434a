"""Writes asked for twice are done once: the answer to an `Idempotency-Key` is kept with the write itself."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.http import HttpResponse
from django.utils.translation import gettext as _

from steward.people.context import now
from steward.surface.models import Idempotency
from steward.surface.rest.problems import Problem

if TYPE_CHECKING:
    from django.http import HttpRequest

    from steward.people.actor import Actor

KEPT_FOR = timedelta(hours=24)
LONGEST_KEY = 200
KEPT_HEADERS = ("Content-Type", "Location", "ETag", "Content-Language")
# A second request with the key waits here for the first one's commit, for the key is unique.
_CLAIM = """
insert into surface_idempotency as kept (user_id, key, request_digest, headers, body, made_at)
values (%s::bigint, %s::text, %s::bytea, '{}', '', %s::timestamptz)
on conflict (user_id, key) do update
    set request_digest = excluded.request_digest, status = null, headers = '{}', body = '',
        made_at = excluded.made_at
    where kept.made_at < %s::timestamptz
returning id
"""


def key_of(request: HttpRequest) -> str | None:
    """The key of a write, None where it has none. Raises Problem 400."""
    key = request.headers.get("Idempotency-Key")
    if key is None or request.method == "GET":
        return None
    if not 0 < len(key) <= LONGEST_KEY or not key.isascii() or not key.isprintable():
        raise Problem(400, _("An Idempotency-Key has 1 to %(most)d plain characters.") % {"most": LONGEST_KEY})
    return key


def digest_of_request(request: HttpRequest) -> bytes:
    """What was asked: address, version and content (of a form its values and files, not its borders)."""
    digest = hashlib.sha256(f"{request.method} {request.path} {request.headers.get('If-Match')}\n".encode())
    if request.content_type == "multipart/form-data":
        digest.update(repr(sorted(request.POST.lists())).encode("utf-8", "backslashreplace"))
        for name in sorted(request.FILES):
            file: Any = request.FILES[name]
            digest.update(f"\n{name} {file.name} {file.content_type}\n".encode("utf-8", "backslashreplace"))
            for chunk in file.chunks():
                digest.update(chunk)
            file.seek(0)
    else:
        digest.update(request.body)
    return digest.digest()


def answered_before(actor: Actor, key: str, digest: bytes) -> HttpResponse | None:
    """The answer kept for this key; None when it is claimed now. Raises Problem 422 for another request."""
    at = now()
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, [actor.id, key, digest, at, at - KEPT_FOR])
        if cursor.fetchone():
            return None
    kept = Idempotency.objects.get(user_id=actor.id, key=key)
    if bytes(kept.request_digest) != digest:
        raise Problem(422, _("This Idempotency-Key was used for another request."))
    return HttpResponse(kept.body, status=kept.status or 200, headers=kept.headers)


def keep_answer(actor: Actor, key: str, response: HttpResponse) -> None:
    """Writes the answer beside what it tells of, in the same transaction."""
    headers = {name: response[name] for name in KEPT_HEADERS if name in response}
    with connection.cursor() as cursor:
        cursor.execute(
            "update surface_idempotency set status = %s::smallint, headers = %s::jsonb, body = %s::text"
            " where user_id = %s::bigint and key = %s::text",
            [response.status_code, json.dumps(headers), response.content.decode(), actor.id, key],
        )
