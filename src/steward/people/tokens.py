"""API tokens: made, shown once, looked up by digest."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.utils import timezone

from steward.people.models import ApiToken, User

SCOPES = ("read", "write")
DAYS = 365


def digest_of(token: str) -> bytes:
    """The SHA-256 under which a token is stored; the token has 256 random bits, so no salt is needed."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()


def issue(username: str, *, name: str = "command line", scopes: tuple[str, ...] = SCOPES, days: int = DAYS) -> str:
    """Makes a token of an account and answers it; it can't be read again. Raises User.DoesNotExist."""
    token = f"stw_{secrets.token_urlsafe(32)}"
    now = timezone.now()
    ApiToken.objects.create(
        user=User.objects.get(username=username, is_active=True),
        name=name,
        digest=digest_of(token),
        scopes=list(scopes),
        made_at=now,
        expires_at=now + timedelta(days=days),
    )
    return token


def tokens_of(user_id: int) -> list[ApiToken]:
    """An account's tokens, newest first; what they are can't be read, only what they are for."""
    return list(ApiToken.objects.filter(user_id=user_id).order_by("-id"))


def withdraw(user_id: int, pk: int) -> None:
    """Ends a token of this account at once."""
    ApiToken.objects.filter(pk=pk, user_id=user_id, withdrawn_at__isnull=True).update(withdrawn_at=timezone.now())
