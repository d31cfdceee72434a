"""A check of a line: what was found is kept with who saw it, and what differs becomes a discrepancy (manual 8.1.9)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from steward.kernel import acts, policy
from steward.kernel.catalogue import process_of
from steward.kernel.intake import clean_text
from steward.kernel.refusal import Invalid, Refused, Stale
from steward.people.context import now
from steward.registers.configuration.auditing import findings
from steward.registers.configuration.auditing.process import CHECKERS
from steward.registers.configuration.discovering import Seen, keep_sightings
from steward.registers.configuration.models import AuditLine, ConfigurationItem, Verdict

if TYPE_CHECKING:
    from steward.kernel.models import Record
    from steward.people.actor import Actor

KIND = "configuration_audit"
RUNNING = "being_checked"
LONGEST = 2000
GONE = ("dismantled", "disposed", "cancelled")


@dataclass(frozen=True, slots=True)
class Check:
    """What somebody found: of an item, or (without one) of a thing that nobody recorded.

    `differences` are pairs of a column, as files name it, and what was seen; `times` is how often the line had been
    checked when its reader saw it, None where that is not asked; `seen_by` names a tool.
    """

    verdict: str
    item: str = ""
    differences: tuple[tuple[str, str], ...] = ()
    note: str = ""
    times: int | None = None
    seen_by: str = ""


@transaction.atomic
def check(number: str, found: Check, *, actor: Actor) -> AuditLine:
    """Keeps a check and opens, amends or takes back the discrepancies that follow from it.

    Raises Unknown, Invalid, Stale where somebody checked the line meanwhile, or Refused.
    """
    process = process_of(KIND)
    audit = acts.lock(process, number, actor, None)
    reasons = policy.why_not_write(actor)
    if not actor.holds(CHECKERS, audit.project_id):
        reasons += policy.why_not_hold(CHECKERS, actor) or [_("You do not work in this service project.")]
    if audit.state != RUNNING:
        state = process.state(audit.state).label
        reasons.append(_("%(number)s is in the state “%(state)s”: lines are checked only while it runs.")
                       % {"number": number, "state": state})  # fmt: skip
    if reasons:
        raise Refused(reasons)
    line = _line(audit, found)
    _judge(line, found, actor)
    kept = findings.as_kept(line, found.differences) if found.verdict == Verdict.DIFFERS else []
    if line.item_id and line.verdict == found.verdict and line.differences == kept and line.times and found.seen_by:
        return line
    line.verdict, line.differences, line.note = found.verdict, kept, _text(found.note)
    line.seen_by, line.checked_by, line.checked_at = found.seen_by or actor.name, actor.id, now()
    line.times += 1
    _write(line)
    findings.follow(audit, line, actor)
    if line.item_id and line.verdict in (Verdict.AS_RECORDED, Verdict.DIFFERS):
        keep_sightings({line.item_id: line.verdict == Verdict.AS_RECORDED}, Seen(number, line.checked_at))
    return line


def _line(audit: Record, found: Check) -> AuditLine:
    """The line that is meant, locked; a new one for a thing that nobody recorded. Raises Invalid or Stale."""
    word = clean_text(found.item).strip().upper()[:60]
    if found.verdict == Verdict.UNRECORDED:
        most = AuditLine.objects.filter(record_id=audit.pk).aggregate(most=Max("place"))["most"] or 0
        return AuditLine(record_id=audit.pk, place=most + 1)
    line = AuditLine.objects.select_for_update().filter(record_id=audit.pk, item__number=word).first()
    if line is None:
        text = _("%(item)s is no line of %(number)s. If it is there and not recorded, report it as such.")
        raise Invalid({"item": [text % {"item": word or _("This"), "number": audit.number}]})
    if found.times is not None and found.times != line.times:
        text = _(
            "Meanwhile %(who)s checked %(item)s: “%(verdict)s”. Look at it, and check again if you see it otherwise."
        )
        told = {"who": line.seen_by, "item": word, "verdict": Verdict(line.verdict).label}
        raise Stale([text % told], line.times)
    return line


def _judge(line: AuditLine, found: Check, actor: Actor) -> None:
    """Raises Invalid or Refused for what can't be said of this line."""
    if found.verdict not in Verdict.values:
        raise Invalid({"verdict": [_("Say what was found.")]})
    if found.verdict in (Verdict.EXCUSED, Verdict.UNRECORDED) and not _text(found.note):
        told = (
            _("Say why it can't be checked.") if line.item_id else _("Say what is there: what, where, serial number.")
        )
        raise Invalid({"note": [told]})
    if found.verdict == Verdict.DIFFERS and not found.differences:
        raise Invalid({"differences": [_("Say which field differs, and what was seen.")]})
    if line.item_id is None:
        return
    item = ConfigurationItem.objects.filter(pk=line.item_id).first()
    if item is not None and actor.person_id is not None and item.owner_id == actor.person_id:
        raise Refused(
            [_("You own %(item)s. Nobody checks their own: let somebody else do it.") % {"item": item.number}]
        )
    if found.verdict == Verdict.MISSING and item is not None and item.state in GONE:
        state = pgettext("state", item.state.replace("_", " ").capitalize())
        text = _("%(item)s is “%(state)s” since the draw, so that it is rightly not there. Choose “%(excused)s”.")
        raise Refused([text % {"item": item.number, "state": state, "excused": Verdict.EXCUSED.label}])


def _text(given: str) -> str:
    text = clean_text(given).strip()
    if len(text) > LONGEST:
        raise Invalid({"note": [_("At most %(most)d characters.") % {"most": LONGEST}]})
    return text


_COLUMNS: tuple[str, ...] = ("verdict", "differences", "note", "seen_by", "checked_by", "checked_at", "times")


def _write(line: AuditLine) -> None:
    values: dict[str, Any] = {name: getattr(line, name) for name in _COLUMNS}
    if line.pk is None:
        made = AuditLine.objects.create(record_id=line.record_id, place=line.place, **values)
        line.pk = made.pk
    else:
        AuditLine.objects.filter(pk=line.pk).update(**values)
