"""The words of the advisory board: votes, conclusions, the sheets of a meeting (manual 8.2.1)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from steward.kernel.sheet import Column


class Verdict(models.TextChoices):
    """What a member says of a change."""

    FOR = "for", _("For it")
    AGAINST = "against", _("Against it")
    ABSTAINED = "abstained", _("Abstained")


class Conclusion(models.TextChoices):
    """What the board concludes on a change."""

    APPROVED = "approved", _("Approve")
    REJECTED = "rejected", _("Reject")
    DEFERRED = "deferred", _("Defer")


PARTS = (("chair", _("Chair")), ("member", _("Member")), ("guest", _("Guest")))
MEMBERS = (
    Column("person", _("Person"), required=True, names=("person",)),
    Column("part", _("Part"), "choice", choices=PARTS, required=True),
)
AGENDA = (Column("change", _("Change"), required=True, names=("change",)), Column("minutes", _("Minutes"), "number"))
ACTIONS = (
    Column("what", _("What is to be done"), required=True),
    Column("who", _("Person"), required=True, names=("person",)),
    Column("due", _("Due on"), "day", required=True),
    Column("done", _("Done"), "flag"),
)
LONGEST_MEETING = 24 * 60
