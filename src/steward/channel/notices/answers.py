"""Answers by a signed one-time link: opening it shows the record and decides nothing (manual 7.2.4)."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from steward.channel.notices import narrowing
from steward.kernel import acts
from steward.kernel.catalogue import process_of
from steward.kernel.models import AnswerLink, Record
from steward.kernel.refusal import Refused, Unknown
from steward.people.actor import Actor, Scope, actor_of
from steward.people.context import acting, now

if TYPE_CHECKING:
    from collections.abc import Mapping

    from steward.kernel.models import NoticeRow
    from steward.kernel.process import Process

DAYS = 14
PURPOSES = ("solution", "approval")


@dataclass(frozen=True, slots=True)
class Question:
    """An open link: who is asked what of which record, as they may see it."""

    link: AnswerLink
    actor: Actor
    process: Process
    record: Record


def token_of(notice: NoticeRow) -> str:
    """The token of a notice: the same at every sending, not to be guessed without the installation's key."""
    signature = salted_hmac("steward.answer", str(notice.pk), algorithm="sha256").digest()
    return base64.urlsafe_b64encode(signature).rstrip(b"=").decode()


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()


def offer(notice: NoticeRow) -> str:
    """Opens the link of a notice, once; answers its token."""
    token, moment = token_of(notice), now()
    AnswerLink.objects.get_or_create(
        digest=_digest(token),
        defaults={
            "record_id": notice.record_id,
            "user_id": notice.user_id,
            "purpose": notice.template,
            "made_at": moment,
            "expires_at": moment + timedelta(days=DAYS),
        },
    )
    return token


def reader_of(token: str) -> Actor | None:
    """As whom a link speaks: its account, with eyes for one record alone. None for no link of ours."""
    links = AnswerLink.objects.filter(digest=_digest(token))
    place = narrowing.place_of(links)
    if place is None:
        return None
    with acting(narrowing.keeper()):
        account = links.values_list("user_id", flat=True).get()
    actor = actor_of(account)
    if actor is None or place.restriction not in actor.scope.restrictions:
        return None
    eyes = narrowing.narrowed(actor, place).scope
    return _with_the_eyes_of_both(actor, eyes)


def _with_the_eyes_of_both(actor: Actor, eyes: Scope) -> Actor:
    seen = {
        name: getattr(actor.scope, name) & getattr(eyes, name)
        for name in ("customers", "projects", "suppliers", "parties", "audiences", "restrictions")
    }
    return replace(actor, scope=Scope(**seen))


def question(token: str, *, answering: bool = False) -> Question:
    """What the link asks; run as its reader. Raises Refused where it is used, expired or no longer asked."""
    links = AnswerLink.objects.select_for_update() if answering else AnswerLink.objects.all()
    link = links.filter(digest=_digest(token)).first()
    if link is None:
        raise Unknown([_("This link is not one of ours, or its record is no longer for you.")])
    if link.used_at:
        raise Refused([_("You have answered by this link already; it serves once.")])
    if link.expires_at <= now():
        raise Refused([_("This link has expired. Log in to answer, or write to the service desk.")])
    actor = reader_of(token)
    base = Record.objects.filter(pk=link.record_id).first()
    if actor is None or base is None:
        raise Unknown([_("This link is not one of ours, or its record is no longer for you.")])
    process = process_of(base.kind)
    return Question(link, actor, process, acts.fetch(process, base.number, actor))


def answer(token: str, said: Mapping[str, str]) -> Record:
    """Carries out what the reader answered and uses the link up; it still serves after Refused."""
    asked = question(token, answering=True)
    stated = said.get("version", "")
    readable = stated.isascii() and stated.isdigit() and len(stated) < 10  # noqa: PLR2004  digits of an integer
    number, version = asked.record.number, int(stated) if readable else None
    verdict, text = said.get("answer", ""), said.get("text", "")
    if asked.link.purpose == "approval":
        record = _decide(asked, verdict, text, version)
    elif verdict == "confirm":
        record = acts.move(asked.process, number, "confirm", actor=asked.actor, raw={}, version=version)
    elif verdict == "reopen":
        raw = {"reopen_reason": text}
        record = acts.move(asked.process, number, "reopen", actor=asked.actor, raw=raw, version=version)
    else:
        raise Refused([_("Choose one of the answers.")])
    asked.link.used_at = now()
    asked.link.save(update_fields=["used_at"])
    return record


def _decide(asked: Question, verdict: str, remark: str, version: int | None) -> Record:
    gates = [move.name for move in asked.process.moves_from(asked.record.state) if move.gate]
    if not gates:
        raise Refused([_("Nothing is to be decided here any more.")])
    return acts.decide(
        asked.process,
        asked.record.number,
        gates[0],
        actor=asked.actor,
        verdict=verdict,
        remark=remark,
        version=version,
    )
