"""No change, no write: the database's own answer, in words (manual 8.1.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from datetime import datetime

    from steward.kernel.process import Text

# What `steward.why_no_ci_write` answers, as sentences.
SENTENCES = {
    "no_change": _("This project is under configuration control: name the change that allows this."),
    "not_authorised": _("The change that is named is not authorised, or is over already."),
    "other_project": _("The change that is named belongs to another service project."),
    "not_covered": _("The change that is named does not cover this configuration item."),
    "outside_window": _("This is outside the window of the change that is named."),
}


FROZEN = _("Before an approved baseline nothing can be written: it is frozen up to %(time)s.")
_ASKED = """select steward.why_no_ci_write(%s::bigint, %s::bigint, %s::bigint), steward.frozen_until(%s::bigint)"""


def why_no_write(change: int | None, ci: int | None, project: int, at: datetime) -> Text | None:
    """Why an item (None: a new one) may not be written under a change at a moment; None where it may."""
    with connection.cursor() as cursor:
        cursor.execute(_ASKED, [change, ci, project, project])
        word, frozen = cursor.fetchone()
    if frozen and at <= frozen:
        return FROZEN % {"time": frozen.isoformat(" ", "seconds")}
    return SENTENCES[word] if word else None
