"""What readers say of an article: whether it helped (manual 7.2.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from steward.kernel import acts, policy
from steward.kernel.refusal import Invalid, Refused
from steward.people.context import now
from steward.registers.knowledge.models import Vote
from steward.registers.knowledge.process import ARTICLE

if TYPE_CHECKING:
    from steward.people.actor import Actor

WORDS = {"yes": True, "no": False}


@transaction.atomic
def say(number: str, *, actor: Actor, helped: str) -> None:
    """Keeps the reader's one word on a published article. Raises Unknown, Invalid or Refused."""
    record = acts.fetch(ARTICLE, number, actor)
    reasons = policy.why_not_write(actor)
    if record.state != "published":
        reasons.append(_("Only a published article is judged by its readers."))
    if reasons:
        raise Refused(reasons)
    if helped not in WORDS:
        raise Invalid({"helped": [_("Say “yes” or “no”.")]})
    word = {"helped": WORDS[helped], "made_at": now()}
    Vote.objects.update_or_create(record_id=record.pk, user_id=actor.id, defaults=word)
