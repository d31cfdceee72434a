"""The definitive media library: masters with version, place, checksum and licence, read again and proved (8.1.6)."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from steward.kernel import acts, policy, seen
from steward.kernel.attaching import place_of
from steward.kernel.models import Attachment
from steward.kernel.refusal import Invalid, Refused
from steward.people.context import now
from steward.registers.configuration.models import CiClass, MediaCheck
from steward.surface import times

if TYPE_CHECKING:
    from steward.kernel.process import Attempt, Process
    from steward.people.actor import Actor

MEDIA_CLASS, CHECKSUM = "media", "checksum"
_SHA256 = re.compile(r"[0-9a-f]{64}")
_CHUNK = 1024 * 1024
MOST = 500


def checksum_fault(attributes: dict[str, Any], path: str) -> str | None:
    """Why a medium may not state this checksum; None where it may, or states none. `path` is its class's."""
    given = attributes.get(CHECKSUM)
    if not given or MEDIA_CLASS not in path.split("/") or _SHA256.fullmatch(str(given)):
        return None
    return _("A SHA-256 checksum is 64 digits and letters a to f; “%(given)s” is not.") % {"given": str(given)[:80]}


def the_checksum_of_a_kept_file(attempt: Attempt) -> dict[str, Any]:
    """Of a medium kept here whose checksum is left empty, that of its only file. Raises Invalid for what is none."""
    attributes = attempt.values.get("attributes")
    if attributes is None:
        return {}
    path = CiClass.objects.values_list("path", flat=True).get(pk=attempt.value("ci_class_id"))
    if MEDIA_CLASS not in path.split("/"):
        return {}
    stated = {**attributes, CHECKSUM: str(attributes.get(CHECKSUM) or "").lower() or _of_only_file(attempt.record.pk)}
    if fault := checksum_fault(stated, path):
        raise Invalid({"attributes": [fault]})
    return {"attributes": {key: value for key, value in stated.items() if value not in (None, "")}}


def _of_only_file(item_id: int | None) -> str:
    if item_id is None:
        return ""
    kept = set(Attachment.objects.filter(record_id=item_id).values_list("sha256", flat=True)[:2])
    return kept.pop() if len(kept) == 1 else ""


@transaction.atomic
def check_again(process: Process, number: str, *, actor: Actor) -> MediaCheck:
    """Reads the kept file of a medium and keeps whether it matches. Raises Unknown, or Refused with the reason."""
    item: Any = acts.lock(process, number, actor, None)
    reasons = policy.why_not_amend(process, item, actor)
    recorded = item.attributes.get(CHECKSUM, "")
    kept = list(Attachment.objects.filter(record_id=item.pk).order_by("-pk").values_list("sha256", flat=True))
    if not kept:
        reasons.append(_("The file of %(number)s is not kept here: attach it, or check it where it lies.")
                       % {"number": number})  # fmt: skip
    elif not recorded:
        reasons.append(_("No checksum is recorded for %(number)s. Amend it: left empty, it is taken from the file.")
                       % {"number": number})  # fmt: skip
    if reasons:
        raise Refused(reasons)
    # The recorded one may be among several; else the newest stands for what is there.
    found = _digest(recorded if recorded in kept else kept[0])
    outcome = MediaCheck.Outcome.MATCHES if found == recorded else MediaCheck.Outcome.DIFFERS
    return MediaCheck.objects.create(
        record_id=item.pk, outcome=outcome if found else MediaCheck.Outcome.LOST, recorded=recorded, found=found,
        checked_by=actor.name, checked_at=now(),
    )  # fmt: skip


def _digest(name: str) -> str:
    """The SHA-256 of what lies under that name, read anew; empty where it can't be read."""
    digest = hashlib.sha256()
    try:
        with place_of(name).open("rb") as file:
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
    except OSError:
        return ""
    return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class Medium:
    """A medium of the library; `location` is place and address, `licence` the numbers of its licences."""

    number: str
    title: str
    version: str
    state: str
    location: str
    checksum: str
    files: int
    used_by: int
    licence: str
    outcome: str
    checked_at: str

    @property
    def flaw(self) -> bool:
        """No checksum, or its last check failed."""
        return not self.checksum or self.outcome not in ("", MediaCheck.Outcome.MATCHES)


_LIBRARY = f"""
select r.number, r.title, i.version_label, r.state,
    concat_ws(' · ', p.code, nullif(i.attributes ->> 'location', '')), coalesce(i.attributes ->> 'checksum', ''),
    (select count(*) from kernel_attachment a where a.record_id = r.id),
    (select count(*) from configuration_relation t where t.target_id = r.id and t.valid_to is null),
    coalesce((select string_agg(l.number, ' ' order by l.number) from configuration_relation t
        join kernel_record l on l.id = t.target_id
        where t.source_id = r.id and t.relation = 'licensed_by' and t.valid_to is null), ''),
    coalesce(m.outcome, ''), m.checked_at
from (select * from kernel_record where kind = 'ci' and is_open and project_id = %(project)s::bigint
    and {seen.RECORD}) r
join configuration_configurationitem i on i.record_id = r.id and i.ci_class_id = any(%(classes)s::bigint[])
left join configuration_place p on p.id = i.place_id
left join lateral (select k.outcome, k.checked_at from configuration_mediacheck k where k.record_id = r.id
    order by k.checked_at desc, k.id desc limit 1) m on true
order by r.title, i.version_label, r.id limit {MOST}
"""  # noqa: S608  our own texts


def library_of(project_id: int, actor: Actor) -> list[Medium]:
    """The media of a project within the reader's sight, at most 500; two statements."""
    paths = CiClass.objects.values_list("pk", "path")
    classes = [key for key, path in paths if MEDIA_CLASS in path.split("/")]
    with connection.cursor() as cursor:
        cursor.execute(_LIBRARY, {"project": project_id, "classes": classes})
        rows = cursor.fetchall()
    shown = ([*told, times.short(at, actor.zone) if at else ""] for *told, at in rows)
    return [Medium(*row) for row in shown]
