"""Release note and installation guide drafted from what the release contains, where nobody has written them (9.1.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from steward.kernel import acts
from steward.kernel.catalogue import process_of
from steward.kernel.refusal import Refused
from steward.processes.release import items, sites
from steward.processes.release.words import PARTS
from steward.surface import times

if TYPE_CHECKING:
    from steward.people.actor import Actor

NOTE, GUIDE = "release_note", "installation_guide"


@transaction.atomic
def draft(number: str, *, actor: Actor) -> list[str]:
    """Fills what is empty, in the reader's language; answers the names of what it filled.

    Raises Unknown, or Refused where the release is over or both are written already.
    """
    process = process_of("release")
    release: Any = acts.lock(process, number, actor, None)
    texts = {NOTE: _note, GUIDE: _guide}
    wanted = {name: write(release, actor) for name, write in texts.items() if not getattr(release, name)}
    if not wanted:
        raise Refused([_("Release note and installation guide are written already; amend them by hand.")])
    acts.amend(process, number, actor=actor, raw=wanted, version=None)
    return list(wanted)


def _named(release: Any) -> str:
    return f"{release.title} {release.version_label}".strip()


def _note(release: Any, actor: Actor) -> str:
    """What is in it, part by part, in words that customers may read."""
    known = items.known(release.contents, release.project_id, actor)
    blocks = [_named(release), *([release.deliverables] if release.deliverables else [])]
    headings = {"delivers": _("What changes"), "solves": _("What is solved"), "carries": _("What is known and remains")}
    for part, _label in PARTS:
        rows = [row for row in release.contents if row["part"] == part and row["item"] in known]
        lines = [_line(known[row["item"]], row.get("note", "")) for row in rows]
        blocks += ["\n".join([headings[part], *lines])] if lines else []
    if release.test_errors:
        blocks.append("\n".join([_("Errors found in test"), release.test_errors]))
    if release.communication:
        blocks.append("\n".join([_("What users should know"), release.communication]))
    return "\n\n".join(blocks)


def _line(item: items.Item, note: str) -> str:
    return f"- {item.title} ({item.number})" + (f": {note}" if note else "")


def _guide(release: Any, actor: Actor) -> str:
    """Build, sites with their steps and checks, and the way back."""
    blocks = [_("Installation of %(release)s") % {"release": _named(release)}]
    if release.build_reference:
        blocks.append(_("Build: %(build)s") % {"build": release.build_reference})
    blocks += [_site(site, actor) for site in sites.sites_of(release.pk, actor)]
    if release.backout_plan:
        blocks.append("\n".join([_("If it fails"), *_numbered(release.backout_plan, "step")]))
    return "\n\n".join(blocks)


def _site(site: Any, actor: Actor) -> str:
    start = times.short(site.planned_start, actor.zone) if site.planned_start else ""
    lines = [f"{site.title} {start}".strip(), *_numbered(site.run_sheet, "step")]
    if site.checks:
        lines += [_("Then check:"), *(f"- {row['check']}: {row['expected']}" for row in site.checks)]
    return "\n".join(lines)


def _numbered(rows: list[dict[str, Any]], name: str) -> list[str]:
    return [f"{place}. {row[name]}" for place, row in enumerate(rows, 1)]
