"""What must be true before a document goes outside the company, and what follows (manual 1.4.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from steward.kernel.models import Decision
from steward.registers.document.handing import copies
from steward.registers.document.models import Edition

if TYPE_CHECKING:
    from steward.kernel.process import Attempt, Text


def _edition(attempt: Attempt) -> Edition | None:
    return Edition.objects.select_related("document").filter(pk=attempt.value("edition_id")).first()


def it_is_in_force(attempt: Attempt) -> Text | None:
    """What goes outside is what counts, not a draft and not what was replaced."""
    edition = _edition(attempt)
    if edition is None:
        return _("Say which edition is asked for: the one in force of a document.")
    if edition.state == "in_force":
        return None
    text = _("Edition %(edition)s of %(code)s is not in force: name the one that is.")
    return text % {"edition": edition.edition, "code": edition.document.code}


def it_is_given_back_later(attempt: Attempt) -> Text | None:
    """The day by which it is to be given back lies ahead."""
    day = attempt.value("back_by")
    if day is None or day >= attempt.day:
        return None
    return _("It would have to be given back by %(day)s: that day is over. Agree on a later one.") % {"day": day}


def two_decide(attempt: Attempt) -> Text | None:
    """The deputy reviews, the general manager approves: not one person for both."""
    reviewed = Decision.objects.filter(record_id=attempt.record.pk, gate="review", verdict=Decision.Verdict.APPROVED)
    last = reviewed.order_by("-round", "-pk").first()
    if last is None or last.person_id != attempt.actor.person_id:
        return None
    return _("You have reviewed it yourself: the general manager or a delegate approves, who is another than you.")


def named_by_edition_and_recipient(attempt: Attempt) -> dict[str, Any]:
    """It is called by what goes to whom, unless somebody says otherwise."""
    edition = None if attempt.value("title") else _edition(attempt)
    if edition is None:
        return {}
    return {"title": f"{edition.document.code} {edition.edition} → {attempt.value('recipient')}"[:200]}


def time_of_hand_over(attempt: Attempt) -> dict[str, Any]:
    """When it left."""
    return {"handed_over_at": attempt.at}


def a_numbered_copy_leaves(attempt: Attempt) -> None:
    """What goes out is numbered, and told with the recipient on every page of it."""
    found: Any = attempt.record
    edition = Edition.objects.get(pk=found.edition_id)
    copies.hand_outside(edition, found.recipient, found.number, actor=attempt.actor)


def its_copy_is_back(attempt: Attempt) -> None:
    """The numbered copy is held by nobody any more."""
    found: Any = attempt.record
    copies.take_back_from_outside(found.number, attempt.value("ending"), actor=attempt.actor)
