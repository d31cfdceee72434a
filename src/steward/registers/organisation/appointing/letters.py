"""The letter of an appointment or authorisation, drawn up in both languages from what is filled in (manual 0.2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from steward.people.bilingual import in_chinese
from steward.people.models import Party, Person
from steward.people.roles import ROLES
from steward.registers.organisation.models import Sort

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from steward.kernel.process import Attempt

DRAFT = "drafted"
CHINESE, ENGLISH = "zh-hans", "en"


@dataclass(frozen=True, slots=True)
class Told:
    """What a letter tells of."""

    sort: str
    person_id: int | None
    role: str
    in_project: bool
    starts_on: date | None
    ends_on: date | None
    extent: str
    extent_en: str


def letter_drawn_up(attempt: Attempt) -> dict[str, Any]:
    """Title and letter, as long as it is a draft and nobody has written them by hand."""
    record: Any = attempt.record
    if record.state != DRAFT:
        return {}
    fresh = _drawn(_told(attempt.value), attempt)
    former = _drawn(_told(lambda name: getattr(record, name)), attempt) if record.pk else {}
    return {name: text for name, text in fresh.items() if attempt.value(name) in ("", former.get(name))}


def signed(attempt: Attempt) -> dict[str, Any]:
    """Who signs and when, in the record and below the letter."""
    record: Any = attempt.record
    day = attempt.day
    found: dict[str, Any] = {"signed_by_id": attempt.actor.id, "signed_on": day}
    for name, language in (("letter_zh", CHINESE), ("letter_en", ENGLISH)):
        with translation.override(language):
            line = _("Signed: %(person)s, %(day)s") % {"person": attempt.actor.name, "day": _long(day)}
        found[name] = f"{getattr(record, name).rstrip()}\n\n{line}"
    return found


def _told(value: Callable[[str], Any]) -> Told:
    return Told(
        value("sort"), value("person_id"), value("role"), bool(value("in_project")), value("starts_on"),
        value("ends_on"), value("extent"), value("extent_en"),
    )  # fmt: skip


def _drawn(told: Told, attempt: Attempt) -> dict[str, str]:
    """Title and letter in both languages; nothing where person, role or day are not there yet."""
    person = Person.objects.filter(pk=told.person_id or 0).first()
    own = Party.objects.filter(pk=attempt.actor.own_party_id or 0).first()
    if person is None or own is None or told.starts_on is None or told.role not in ROLES:
        return {}
    project = attempt.record.project if told.in_project else None
    found = {}
    for language, title, letter in ((CHINESE, "title", "letter_zh"), (ENGLISH, "title_en", "letter_en")):
        with translation.override(language):
            named = {
                "person": person.name, "code": person.code, "role": ROLES[told.role].label, "company": own.name,
                "from": _long(told.starts_on), "until": _until(told.ends_on), "extent": _extent(told, language),
                "where": _("of the service project “%(project)s”") % {"project": project.name} if project
                else _("of %(company)s") % {"company": own.name},
            }  # fmt: skip
            authorises = told.sort == Sort.AUTHORISATION
            found[title] = (_AUTHORISES if authorises else _APPOINTS)() % named
            found[letter] = "\n\n".join(part % named for part in _parts(authorises=authorises))
    return found


def _extent(told: Told, language: str) -> str:
    """What is authorised, in English where somebody has said it so."""
    return (told.extent_en.strip() if language == ENGLISH else "") or told.extent.strip()


def _parts(*, authorises: bool) -> list[str]:
    if authorises:
        return [
            _("%(person)s (staff number %(code)s), %(role)s %(where)s, is hereby authorised, from %(from)s %(until)s,"
              " to the following:"),
            "%(extent)s",
            _("All departments shall support %(person)s in this and supply what is needed for it."),
        ]  # fmt: skip
    return [
        _("%(person)s (staff number %(code)s) is hereby appointed %(role)s %(where)s, from %(from)s %(until)s."),
        _("The duties, the authority and the reporting line of this role are those of its duty statement in force and"
          " of the management manual."),
        _("All departments are asked to support %(person)s in this office."),
    ]  # fmt: skip


def _long(day: date) -> str:
    return date_format(day, "Y年n月j日" if in_chinese() else "j F Y")


def _until(day: date | None) -> str:
    return _("until %(day)s") % {"day": _long(day)} if day else _("until further notice")


def _APPOINTS() -> str:  # noqa: N802  stands for a sentence
    return _("Appointment: %(person)s, %(role)s")


def _AUTHORISES() -> str:  # noqa: N802  stands for a sentence
    return _("Authorisation: %(person)s, %(role)s")
