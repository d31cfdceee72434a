"""What pages, paper and other floors ask of documents (manual 2.2.1, 2.2.5)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import TextField
from django.db.models.functions import Cast

from steward.kernel import policy
from steward.kernel.attaching import place_of
from steward.kernel.catalogue import process_of
from steward.kernel.models import Attachment, Decision
from steward.kernel.names import names_of
from steward.registers.document.models import Document, Edition, Issued, IssuedFile, number_of
from steward.registers.document.rules import BEING_MADE
from steward.registers.document.text.sections import named_by
from steward.registers.document.text.shown import Known

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date, datetime

    from steward.people.actor import Actor
    from steward.registers.document.text.printed import Form
    from steward.registers.document.text.sections import Row

_FORMS: dict[str, Form] = {"image/png": "png", "image/jpeg": "jpg"}
# The states of what was put into force (sql/issued.sql).
ISSUED = ("in_force", "retained", "obsolete")
_HEAVY = ("sections", "order_of_issue", "reason")


@dataclass(frozen=True, slots=True)
class Line:
    """A document in the register: how deep it stands, its edition in force, the one being made as far as seen."""

    document: Document
    depth: int
    in_force: Issued | None
    being_made: Edition | None

    def is_late(self, today: date) -> bool:
        """Whether its review is past its day."""
        return bool(self.in_force and self.in_force.review_on and self.in_force.review_on < today)


def register(actor: Actor) -> list[Line]:
    """Every document in the order of the tree, each under its parent. Three statements."""
    current = {each.document_id: each for each in Issued.objects.filter(in_force=True).defer(*_HEAVY)}
    seen = Edition.objects.filter(policy.visible_to(actor, process_of("edition")), state__in=BEING_MADE).defer(*_HEAVY)
    made = {each.document_id: each for each in seen}
    below: dict[int | None, list[Document]] = defaultdict(list)
    for each in Document.objects.order_by("layer", "code"):
        below[each.parent_id].append(each)
    return [
        Line(document, depth, current.get(document.pk), made.get(document.pk))
        for document, depth in _walk(below, None, 0)
    ]


def _walk(below: dict[int | None, list[Document]], parent: int | None, depth: int) -> Iterator[tuple[Document, int]]:
    for document in below[parent]:
        yield document, depth
        yield from _walk(below, document.pk, depth + 1)


@dataclass(frozen=True, slots=True)
class Text:
    """An edition as it is read: issued, or a draft that the reader sees as a record."""

    number: str
    state: str
    edition: str
    document: Document
    sections: list[Row]
    is_file: bool
    reason: str
    order_of_issue: str
    effective_on: date | None
    review_on: date | None
    approved_at: datetime | None
    in_force_at: datetime | None
    replaced_at: datetime | None
    author_id: int
    opened_at: datetime
    pk: int


@dataclass(frozen=True, slots=True)
class Signature:
    """A step of an edition, by whom and when."""

    step: str
    name: str
    at: datetime


_OF_TEXT = (
    "number", "state", "edition", "document", "sections", "is_file", "reason", "order_of_issue", "effective_on",
    "review_on", "approved_at", "in_force_at", "replaced_at", "author_id",
    "opened_at", "pk",
)  # fmt: skip


def containing(words: str) -> set[int]:
    """The documents whose edition in force has these words in its text, in either language. One statement."""
    found = Issued.objects.filter(in_force=True).annotate(text=Cast("sections", TextField()))
    return set(found.filter(text__icontains=words).values_list("document_id", flat=True))


def editions_of(document: Document, actor: Actor) -> list[Text]:
    """All editions of a document that the reader may read, the newest first. Two statements."""
    issued = list(Issued.objects.filter(document=document))
    known = {each.pk for each in issued}
    seen = Edition.objects.filter(policy.visible_to(actor, process_of("edition")), document=document).exclude(
        pk__in=known
    )
    both: list[Issued | Edition] = [*issued, *seen.exclude(state="withdrawn")]
    for each in both:
        each.document = document
    return sorted(map(_text, both), key=lambda text: number_of(text.edition or "0.0"), reverse=True)


def in_force() -> list[Text]:
    """Every edition in force with its document, in the order of their numbers. One statement."""
    found = Issued.objects.filter(in_force=True).select_related("document__parent").order_by("document__code")
    return [_text(each) for each in found]


def _text(row: Issued | Edition) -> Text:
    return Text(**{name: getattr(row, name) for name in _OF_TEXT})


def is_issued(record: int) -> bool:
    """Whether a record is an edition that was put into force, which all of the provider's people may read."""
    return Issued.objects.filter(pk=record).exists()


def chosen(texts: Sequence[Text], edition: str) -> Text | None:
    """The edition of this number; without one the edition in force, else the newest."""
    if edition:
        return next((text for text in texts if text.edition == edition), None)
    return next((text for text in texts if text.state == "in_force"), texts[0] if texts else None)


def signatures(text: Text) -> list[Signature]:
    """Who drew an edition up, read and approved it, as far as the reader sees these decisions. Two statements."""
    found = Decision.objects.filter(record_id=text.pk, verdict=Decision.Verdict.APPROVED).order_by("id")
    made = {each.gate: each for each in found}
    names = names_of({"user": {text.author_id}, "person": {each.person_id for each in made.values()}})
    signed = [Signature("drawn_up", names.name("user", text.author_id), text.opened_at)]
    for gate in ("review", "approval"):
        decision = made.get(gate)
        if decision:
            signed.append(Signature(gate, names.name("person", decision.person_id), decision.decided_at))
    return signed


def known_to(text: Text, company: str) -> Known:
    """What the sections of an edition may name. Two statements at most."""
    codes, pictures = named_by(text.sections)
    files = {each.name: each.pk for each in _files_of(text, pictures)}
    return Known(company, _titles(codes), {name: f"{_address(text)}files/{pk}/" for name, pk in files.items()})


def files_of(text: Text) -> list[Attachment | IssuedFile]:
    """The files that an edition of uploaded text is. One statement."""
    return list(_files_of(text)) if text.is_file else []


def _files_of(text: Text, names: Iterable[str] | None = None) -> Sequence[Attachment | IssuedFile]:
    """Its files, or those of these names, oldest first; of what was issued those that were approved with it."""
    if names is not None and not names:
        return []
    found: Any = (
        IssuedFile.objects.filter(edition_id=text.pk)
        if text.state in ISSUED
        else Attachment.objects.filter(record_id=text.pk)
    )
    named = found if names is None else found.filter(name__in=list(names))
    return list(named.order_by("id"))


def _address(text: Text) -> str:
    """Where the files of an edition are: with its document once it was issued, with its record before."""
    return f"/documents/{text.document.code}/" if text.state in ISSUED else f"/edition/{text.number}/"


def address_of(text: Text, file: Attachment | IssuedFile) -> str:
    """Where a file of an edition is given out."""
    return f"{_address(text)}files/{file.pk}/"


def _titles(codes: Iterable[str]) -> dict[str, str]:
    return {each.code: each.name for each in Document.objects.filter(code__in=codes)} if codes else {}


def known_to_rows(record: int, number: str, rows: Sequence[Row], company: str) -> Known:
    """The same of sections that may not be saved yet, with titles and addresses."""
    codes, pictures = named_by(rows)
    titles = _titles(codes)
    files = attached(record, pictures) if pictures else {}
    return Known(company, titles, {name: f"/edition/{number}/files/{pk}/" for name, pk in files.items()})


def pictures_of(text: Text) -> dict[str, tuple[bytes, Form]]:
    """What the pictures that an edition shows hold, by name; one statement."""
    _codes, names = named_by(text.sections)
    found = (each for each in _files_of(text, names) if each.media_type in _FORMS)
    kept = {each.name: (place_of(each.sha256), _FORMS[each.media_type]) for each in found}
    return {name: (place.read_bytes(), form) for name, (place, form) in kept.items() if place.exists()}


def attached(record: int, names: Iterable[str]) -> dict[str, int]:
    """The newest file of each of these names among a record's attachments."""
    found = Attachment.objects.filter(record_id=record, name__in=list(names)).order_by("id")
    return dict(found.values_list("name", "pk"))
