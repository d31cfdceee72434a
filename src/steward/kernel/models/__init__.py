"""The nouns of the controlled record, one a file."""

from steward.kernel.models.attachment import Attachment
from steward.kernel.models.calendar import Calendar, CalendarEdition
from steward.kernel.models.category import Category
from steward.kernel.models.clock import ClockRun, Escalation
from steward.kernel.models.daily_count import DailyCount
from steward.kernel.models.decision import Decision
from steward.kernel.models.link import Link
from steward.kernel.models.notice import AnswerLink, NoticeRow
from steward.kernel.models.proof import Proof
from steward.kernel.models.record import Audience, Record
from steward.kernel.models.record_key import RecordKey
from steward.kernel.models.seal import Seal
from steward.kernel.models.search_row import SearchRow
from steward.kernel.models.stated import Stated
from steward.kernel.models.tagged import Tagged
from steward.kernel.models.timeline import TimelineEntry
from steward.kernel.models.watch import Watch

__all__ = [
    "AnswerLink",
    "Attachment",
    "Audience",
    "Calendar",
    "CalendarEdition",
    "Category",
    "ClockRun",
    "DailyCount",
    "Decision",
    "Escalation",
    "Link",
    "NoticeRow",
    "Proof",
    "Record",
    "RecordKey",
    "Seal",
    "SearchRow",
    "Stated",
    "Tagged",
    "TimelineEntry",
    "Watch",
]
