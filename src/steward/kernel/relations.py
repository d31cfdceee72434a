"""What a link is called from either end (manual 7.1: what hangs together is found from both sides)."""

from __future__ import annotations

from django.utils.translation import pgettext

# The word of each relation seen from its other end.
FROM_THE_OTHER_END = {
    "related_to": "related_to",
    "affects": "affected_by",
    "caused_by": "cause_of",
    "contains": "contained_in",
    "documented_by": "documents",
    "duplicate_of": "duplicated_by",
    "followed_by": "follows_from",
    "found": "found_in",
    "parent_of": "part_of",
    "solved_by": "solves",
    "solved_with": "used_to_solve",
}


def word_of(relation: str, *, outward: bool = True) -> str:
    """The relation in the reader's words, from its own end or from the other."""
    name = relation if outward else FROM_THE_OTHER_END[relation]
    return pgettext("relation", name.replace("_", " ").capitalize())
