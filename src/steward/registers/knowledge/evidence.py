"""What shows that knowledge is kept up and used: judged from the records alone (manual 7.2.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from steward.kernel.cases import QUARTER, expiring, judged, own
from steward.kernel.judges import Judge, Target, Unjudged
from steward.kernel.models import Decision, Link, Record, Stated
from steward.registers.knowledge.models import Article

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from steward.kernel.judges import Asked

USED = Target("knowledge_used_share", _("Closed incidents solved with an article"), 20, "percent")


def valid(asked: Asked) -> QuerySet[Article]:
    """Published ones: the day until which each is valid has not passed."""
    return expiring(own(Article, state="published", valid_until__isnull=False), "valid_until", asked)


def reviewed(_asked: Asked) -> QuerySet[Article]:
    """Published ones: another than the author has let each be read, and it is known until when it is valid."""
    approved = Decision.objects.filter(record=OuterRef("pk"), gate="publication", verdict=Decision.Verdict.APPROVED)
    return judged(own(Article, state="published"), Q(valid_until=None) | ~Exists(approved))


def used(asked: Asked) -> QuerySet[Record]:
    """Incidents closed in the last quarter: whether an article helped."""
    article = Link.objects.filter(source=OuterRef("pk"), relation="solved_with", target__kind="article")
    recent = own(Record, kind="incident", state="closed", closed_at__gte=asked.at - QUARTER)
    return judged(recent, ~Exists(article))


JUDGES = (
    Judge(
        "knowledge_is_valid", "7.2.2",
        _("No published article is past the day until which it is valid."),
        valid, (Article, Stated),
    ),
    Judge(
        "knowledge_is_approved", "7.2.2",
        _("Every published article was approved by another than its author and says until when it is valid."),
        reviewed, (Article, Decision, Stated),
    ),
    Judge(
        "knowledge_is_used", "7.2.2",
        _("Of the incidents closed in the last quarter, at least the set share was solved with an article."),
        used, (Record, Link, Stated), least=USED,
    ),
)  # fmt: skip

UNJUDGED = (
    Unjudged("7.2.2", _("Skills are not recorded yet: experts are found by what they solved, not by what they can.")),
)
