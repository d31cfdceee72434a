"""A notice that another worker holds: its mail is neither sent twice nor given up."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core import mail as outbox_of_django
from django.db import OperationalError, connection

from steward.channel.notices import mailing, telling
from steward.kernel.models import NoticeRow, TimelineEntry
from tests.acting_as import as_, opened

pytestmark = pytest.mark.django_db(transaction=True)


def _mailed(notice: int) -> bool:
    try:
        return mailing.mail(notice)
    finally:
        connection.close()


def test_a_mail_that_another_holds_is_refused_and_sent_when_the_other_is_gone() -> None:
    record = opened("desk", requester="p-customer-a")
    with as_("system"):
        entry = TimelineEntry.objects.filter(record_id=record.pk).earliest("id").pk
    telling.tell(entry)
    with ThreadPoolExecutor(1) as other:
        with as_("system"):
            notice = NoticeRow.objects.select_for_update().get(entry_id=entry).pk
            # Done without a mail, the job would be done with: who holds the row may never send.
            with pytest.raises(OperationalError):
                other.submit(_mailed, notice).result()
        assert other.submit(_mailed, notice).result()
    assert len(outbox_of_django.outbox) == 1
