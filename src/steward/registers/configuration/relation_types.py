"""How configuration items hang together: each relation with its meaning and whether a failure takes it (8.1.1)."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class RelationType:
    """A relation as the item that states it says it, and as the other end reads it.

    `hits`: the item that states it fails with the one it names. `is_tree`: it never leads back to its start.
    """

    key: str
    label: str | Promise
    inverse: str | Promise
    hits: bool = True
    is_tree: bool = False


TYPES = {
    each.key: each
    for each in (
        RelationType("depends_on", _("Depends on"), _("Needed by")),
        RelationType("runs_on", _("Runs on"), _("Carries"), is_tree=True),
        RelationType("hosted_in", _("Stands in"), _("Holds"), is_tree=True),
        RelationType("powered_by", _("Powered by"), _("Feeds")),
        RelationType("connected_to", _("Connected through"), _("Connects")),
        RelationType("uses", _("Uses"), _("Used by")),
        RelationType("part_of", _("Part of"), _("Has the part"), is_tree=True),
        RelationType("member_of", _("Member of"), _("Has the member"), hits=False, is_tree=True),
        RelationType("backs_up", _("Backs up"), _("Backed up by"), hits=False),
        RelationType("protects", _("Protects"), _("Protected by"), hits=False),
        RelationType("licensed_by", _("Licensed by"), _("Licenses"), hits=False),
        RelationType("described_in", _("Described in"), _("Describes"), hits=False),
    )
}
HITTING = tuple(key for key, each in TYPES.items() if each.hits)
CHOICES = tuple((key, each.label) for key, each in TYPES.items())
