"""Sends the mail of a notice; a crash before it is marked costs one more copy with the same Message-ID."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.utils import translation
from django.utils.crypto import salted_hmac

from steward.channel.notices import answers, narrowing
from steward.channel.notices.recipients import may_see
from steward.channel.notices.wording import worded
from steward.kernel.catalogue import process_of
from steward.kernel.models import NoticeRow, Record, TimelineEntry
from steward.people.actor import Actor, actor_of
from steward.people.context import acting, now
from steward.people.models import Person

if TYPE_CHECKING:
    from steward.channel.notices.narrowing import Place

# A mail server that does not answer holds a job no longer than this.
_TIMEOUT = 10


def mail(notice_id: int) -> bool:
    """Sends and marks; answers whether a mail went out. Raises OperationalError while another sends it."""
    place = narrowing.place_of(NoticeRow.objects.filter(pk=notice_id))
    if place is None:
        return False
    with acting(narrowing.narrowed(narrowing.keeper(), place)):
        user_id = NoticeRow.objects.values_list("user_id", flat=True).get(pk=notice_id)
    reader = actor_of(user_id)
    if reader is None:
        return False
    message = _message(notice_id, reader, place)
    return message is not None and _send(notice_id, message, narrowing.narrowed(narrowing.keeper(), place))


def _message(notice_id: int, reader: Actor, place: Place) -> EmailMultiAlternatives | None:
    """The mail, with its link opened; None where the reader has no address or may see the record no more."""
    eyes = narrowing.narrowed(narrowing.keeper(), place, reader.party_id)
    with acting(eyes), translation.override(reader.language):
        notice = NoticeRow.objects.get(pk=notice_id)
        entry = TimelineEntry.objects.get(pk=notice.entry_id)
        address = Person.objects.filter(pk=reader.person_id or 0).values_list("email", flat=True).first()
        if notice.mailed_at or not address or not may_see(reader, entry):
            return None
        process = process_of(Record.objects.values_list("kind", flat=True).get(pk=notice.record_id))
        record = process.model.objects.select_related("project").get(pk=notice.record_id)
        token = answers.offer(notice) if notice.template in answers.PURPOSES else ""
        words = worded(notice.template, process, record, entry, reader, token)
    message = EmailMultiAlternatives(words.subject, words.text, to=[address], headers=_headers(notice))
    message.attach_alternative(words.html, "text/html")
    return message


def _headers(notice: NoticeRow) -> dict[str, str]:
    """The notice's own Message-ID, one thread a record, and a sign for those who answer by machine."""
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">") or "localhost"
    thread = f"<{_mark('thread', notice.record_id)}@{domain}>"
    return {
        "Message-ID": f"<{_mark('notice', notice.pk)}@{domain}>",
        "In-Reply-To": thread,
        "References": thread,
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
    }


def _mark(purpose: str, pk: int) -> str:
    """The same at every sending, and another in every installation."""
    signature = salted_hmac("steward.mail", f"{purpose} {pk}", algorithm="sha256").hexdigest()
    return f"{purpose}.{pk}.{signature[:16]}"


def _send(notice_id: int, message: EmailMultiAlternatives, eyes: Actor) -> bool:
    """Sends while the row is locked, so that no other worker does.

    Raises OperationalError where another has locked it: that one may be dead and the mail not sent, so the job is
    tried again.
    """
    with acting(eyes):
        notice = NoticeRow.objects.select_for_update(nowait=True).filter(pk=notice_id).first()
        if notice is None or notice.mailed_at:
            return False
        message.connection = get_connection(timeout=_TIMEOUT)
        message.send()
        notice.mailed_at = now()
        notice.save(update_fields=["mailed_at"])
    return True
