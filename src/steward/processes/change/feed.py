"""The forward schedule as a calendar that other programs subscribe to, at an address of each account's own (8.2.1).

The address is signed and speaks for its account: rights are looked up at each request, and a new password (or an
account that is closed) ends it.
"""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import TYPE_CHECKING

from django.core.signing import BadSignature, Signer
from django.utils.crypto import constant_time_compare, salted_hmac

from steward.kernel.catalogue import process_of
from steward.people.actor import actor_of
from steward.people.models import User
from steward.processes.change.queries import schedule

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from steward.people.actor import Actor
    from steward.processes.change.queries import Scheduled

SALT = "steward.change.schedule"
BEFORE, AFTER = timedelta(days=30), timedelta(days=180)
# Octets of a line (RFC 5545, 3.1).
FOLD = 73


def _mark(password: str) -> str:
    return salted_hmac(SALT, password, algorithm="sha256").hexdigest()[:32]


def address_of(actor: Actor) -> str:
    """The path of an account's own calendar."""
    password = User.objects.values_list("password", flat=True).get(pk=actor.id)
    return f"/feeds/change/{Signer(salt=SALT).sign(f'{actor.id}.{_mark(password)}')}/schedule.ics"


def reader_of(token: str) -> Actor | None:
    """The actor that an address speaks for as of now; None for an address that is not one of ours, or no longer."""
    try:
        account, _dot, mark = Signer(salt=SALT).unsign(token).partition(".")
    except BadSignature:
        return None
    password = User.objects.filter(pk=int(account), is_active=True).values_list("password", flat=True).first()
    return actor_of(int(account)) if password is not None and constant_time_compare(mark, _mark(password)) else None


def calendar_of(actor: Actor, now: datetime, site: str) -> str:
    """The calendar of an actor: what was scheduled in the last 30 days, and what is for the next 180."""
    entries = schedule(actor, now - BEFORE, now + AFTER)
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Steward//Change schedule//EN", "CALSCALE:GREGORIAN"]
    for place, each in enumerate(entries):
        lines += _event(each, place, now, site)
    return "".join(f"{part}\r\n" for line in [*lines, "END:VCALENDAR"] for part in _folded(line))


def _event(each: Scheduled, place: int, now: datetime, site: str) -> Iterable[str]:
    uid = each.number or f"window-{each.start:%Y%m%d%H%M}-{place}"
    yield from ("BEGIN:VEVENT", f"UID:{uid}@steward", f"DTSTAMP:{_utc(now)}")
    yield from (f"DTSTART:{_utc(each.start)}", f"DTEND:{_utc(each.end)}")
    yield f"SUMMARY:{_text(f'{each.number} {each.title}'.strip())}"
    if each.number:
        process = process_of(each.of)
        yield f"DESCRIPTION:{_text(f'{process.label}: {process.state(each.state).label}')}"
        yield f"URL:{site}/{each.of}/{each.number}/"
        is_tentative = process.plans is not None and each.state in process.plans.tentative
        yield f"STATUS:{'TENTATIVE' if is_tentative else 'CONFIRMED'}"
    yield "END:VEVENT"


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return " ".join(escaped.split())


def _folded(line: str) -> Iterator[str]:
    """A line in parts of few octets, never within a character; what goes on begins with a space."""
    part, size = "", 0
    for sign in line:
        width = len(sign.encode())
        if size + width > FOLD:
            yield part
            part, size = " ", 1
        part, size = part + sign, size + width
    yield part
