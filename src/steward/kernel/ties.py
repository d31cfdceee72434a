"""Which records are tied to one, as a filter that no column of the record holds (manual 7.3)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from steward.kernel import seen

# As a list reads and labels it; it is read, never written.
TIED: models.CharField[str, str] = models.CharField(_("Tied to"), max_length=40)
TIED.set_attributes_from_name("tied")

# The records at the other ends of links with any of these numbers, whose own record the reader sees.
TIED_TO = f"""select %s::text, tie.other, '', null::bigint from (
    select id from kernel_record where number = any(%s::text[]) and {seen.RECORD}) named
    cross join lateral (select source_id as other from kernel_link where target_id = named.id
    union all select target_id from kernel_link where source_id = named.id) tie limit %s::integer"""  # noqa: S608  our own text
