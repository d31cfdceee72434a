"""The ground of the matrix: the cast's companies with records, and a secret word in every column of them."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import connection, models

from steward import contents
from steward.kernel import acts
from steward.kernel.attaching import attach
from steward.kernel.models import (
    AnswerLink,
    ClockRun,
    Decision,
    Escalation,
    Link,
    NoticeRow,
    Proof,
    Record,
    Stated,
    TimelineEntry,
)
from steward.people.context import now
from steward.people.models import Delegation, Duty, Party, Person, ServiceProject, Tailoring, Unit, User
from tests.cast import CAST
from tests.people import as_
from tests.rights.audited import audit
from tests.rights.changed import board, change
from tests.rights.configured import configure
from tests.rights.handed import hand_out
from tests.rights.judged import judge
from tests.rights.organised import organise
from tests.rights.owned import own_things
from tests.rights.released import release
from tests.rights.reported import report

if TYPE_CHECKING:
    from collections.abc import Iterable

    from steward.kernel.process import Process

UNKNOWN_NUMBER = "INC-999999"
ANONYMOUS = "anonymous"
# Who asks: everybody of the cast, and nobody in particular.
ROLES = (ANONYMOUS, *CAST)
CONTACTS = {"customer_contact": "customer", "supplier_contact": "supplier"}
_TEXTS = (models.CharField, models.TextField)


@dataclass
class Ground:
    """Records by the customer they are of, files, and every secret with the record or company it tells of."""

    records: dict[str, list[Record]] = field(default_factory=dict)
    files: dict[str, int] = field(default_factory=dict)
    saved_views: dict[str, int] = field(default_factory=dict)
    exports: dict[str, int] = field(default_factory=dict)
    imports: dict[str, int] = field(default_factory=dict)
    bulks: dict[str, int] = field(default_factory=dict)
    packs: dict[str, int] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)
    notices: dict[str, int] = field(default_factory=dict)
    secrets: dict[str, frozenset[str]] = field(default_factory=dict)
    # The same by row: the database knows rows; which columns a page leaves out is the page's business.
    by_row: dict[str, frozenset[str]] = field(default_factory=dict)
    _rows: dict[type[models.Model], list[int]] = field(default_factory=dict)

    def secret(self, about: str, entitled: Iterable[str], row: Iterable[str] = ()) -> str:
        """A new word that nobody but the entitled may ever read; `row`: who may see the row that holds it."""
        word = f"zq{re.sub('[^a-z]', '', about.lower())}{len(self.secrets):04d}zq"
        self.secrets[word] = frozenset(entitled)
        self.by_row[word] = self.secrets[word] | frozenset(row)
        return word

    def forbidden(self, username: str) -> list[str]:
        """The words that must not reach somebody."""
        return [word for word, entitled in self.secrets.items() if username not in entitled]

    def forbidden_rows(self, username: str) -> list[str]:
        """The words that must not reach somebody even by SQL."""
        return [word for word, entitled in self.by_row.items() if username not in entitled]

    def all_records(self) -> list[Record]:
        """Every record made here."""
        return [record for found in self.records.values() for record in found]

    def rows_of(self, model: type[models.Model]) -> list[int]:
        """Ids of rows of a plain noun: of each company one, and one that is not there."""
        return [*self._rows.get(model, [])[:6], 999_999]

    def know_rows(self, found: Iterable[type[models.Model]]) -> None:
        """Keeps the ids of plain nouns while somebody acts who sees them all."""
        self._rows = {
            model: list(model._default_manager.order_by("-pk").values_list("pk", flat=True)) for model in found
        }


def entitled(record: Record, audience: int = 1) -> frozenset[str]:
    """Who sees a record (or, by audience, a part of it) by the duties of the cast alone."""
    return frozenset(name for name in CAST if sees(name, record, audience))


def sees(username: str, record: Record, audience: int = 1) -> bool:
    """Whether one of the cast may see this record, or a part of it with an audience of its own."""
    if username == ANONYMOUS:
        return False
    _zh, _en, party, duties, _language = CAST[username]
    highest = max(record.audience, audience)
    for role, project in duties:
        if role in CONTACTS:
            mine = getattr(record, CONTACTS[role]).code == party or record.audience == 0
            if mine and highest <= (1 if role == "customer_contact" else 2):
                return True
        elif (role != "administrator" and project in (None, record.project.code)) or (
            record.audience == 0 and highest <= 3
        ):
            return True
    return record.audience == 0 and highest == 0


def sees_party(username: str, party: str) -> bool:
    """Whether one of the cast has to do with a company: his own, ours, that of his project, or all of them.

    An administrator keeps the registers of all companies, and sees the records of none.
    """
    _zh, _en, own, duties, _language = CAST[username]
    project_of = {"alpha-ops": "alpha", "beta-ops": "beta", "own-ops": "own"}
    if party in (own, "own"):
        return True
    return any(
        role == "administrator"
        or (role not in CONTACTS and (project is None or project_of[project] == party))
        or project_of.get(project or "") == party
        for role, project in duties
    )  # fmt: skip


def holds(username: str, roles: Iterable[str], record: Record | None = None) -> bool:
    """Whether one of the cast holds one of these roles, for the record's project where one is given."""
    if username == ANONYMOUS:
        return False
    wanted = set(roles)
    return any(
        role in wanted and (record is None or project in (None, record.project.code))
        for role, project in CAST[username][3]
    )


def build() -> Ground:
    """Everything, in the transaction of the caller."""
    ground = Ground()
    with as_("service-head"):
        for customer in ("alpha", "beta"):
            _company(ground, customer)
    for customer in ("alpha", "beta"):
        ground.records[customer] = [_incident(ground, customer, turn) for turn in range(2)]
        ground.records[customer] += [_other(ground, process, customer) for process in contents.processes()[1:]]
    _across(ground)
    configure(ground, fill_texts, sees_party)
    judge(ground)
    audit(ground)
    change(ground, _other, fill_texts, sees_party)
    release(ground, entitled, _is_provider)
    report(ground)
    board(ground, fill_texts)
    organise(ground, fill_texts, _is_provider)
    hand_out(ground, fill_texts, _is_provider)
    own_things(ground)
    with as_("service-head"):
        ground.know_rows(_registers())
    forget_scope()
    return ground


def forget_scope() -> None:
    """Clears the scope that stays until the end of the outer transaction, which a request would not find."""
    with connection.cursor() as cursor:
        for name in ("customers", "projects", "suppliers", "parties", "audiences", "restrictions", "actor"):
            cursor.execute("select set_config(%s::text, '', true)", [f"steward.{name}"])


def _registers() -> list[type[models.Model]]:
    """The plain nouns that have pages of their own."""
    from tests.rights.addresses import addresses

    kept = (dict(address.defaults).get("register") for address in addresses())
    return [register.model for register in kept if register]


def fill_texts(
    ground: Ground, row: models.Model, who: Iterable[str], leave: Iterable[str] = (), see: Iterable[str] = ()
) -> None:
    """Puts a secret into every text column without choices, new columns included."""
    values: dict[str, Any] = {}
    who, see = frozenset(who), frozenset(see)
    for column in row._meta.concrete_fields:
        limit = getattr(column, "max_length", None) or 100
        if not isinstance(column, _TEXTS) or column.choices or column.name in leave or limit < 40:
            continue
        about = f"{row._meta.model_name}{column.name}"[:24]
        values[column.name] = ground.secret(about, who, see)
    for model in (row._meta.model, *row._meta.get_parent_list()):
        own = {name: value for name, value in values.items() if name in {f.name for f in model._meta.local_fields}}
        if own:
            model._default_manager.filter(pk=row.pk).update(**own)


def _company(ground: Ground, customer: str) -> None:
    """Names, people, units, project and tailoring of a customer, each a secret."""
    party = Party.objects.get(code=customer)
    who = [name for name in CAST if sees_party(name, customer)]
    inside = [name for name in CAST if name != "supplier-a" and sees_party(name, customer)]
    unit = Unit.objects.create(party=party, code=f"unit-{customer}", name_zh="x", name_en="x")
    person = Person.objects.create(party=party, unit=unit, code=f"person-{customer}", name_zh="x", name_en="x")
    fill_texts(ground, party, who, ("code",))
    fill_texts(ground, unit, who, ("code",))
    fill_texts(ground, person, who, ("code", "email"))
    Person.objects.filter(pk=person.pk).update(email=f"{ground.secret('mail', who)}@example.com")
    project = ServiceProject.objects.get(code=f"{customer}-ops")
    fill_texts(ground, project, inside, ("code", "zone"))
    duty = Duty.objects.create(person=person, role="customer_contact", project=project, starts_on="2025-01-01")
    Delegation.objects.create(
        duty=duty, delegate=person, starts_on="2025-01-01", ends_on="2025-01-02",
        reason=ground.secret("delegation", who),
    )  # fmt: skip
    tailoring = Tailoring.objects.filter(project=project).first() or Tailoring.objects.create(
        project=project, edition=1
    )
    fill_texts(ground, tailoring, inside)


def _incident(ground: Ground, customer: str, turn: int) -> Record:
    """An incident of the customer, with everything that hangs on one."""
    process = contents.by_kind()["incident"]
    with as_("service-head"):
        supplier = "sigma" if customer == "alpha" and turn == 0 else None
        requester = Person.objects.get(code=f"person-{customer}").code
    raw = {
        "title": "x", "project": f"{customer}-ops", "impact": 1, "urgency": 1, "requester": requester,
        "tags": [f"tag{customer}"], **({"supplier": supplier} if supplier else {}),
    }  # fmt: skip
    with as_("desk") as actor:
        number = acts.open_record(process, actor=actor, raw=raw).number
        record = process.model.objects.select_related("customer", "project", "supplier").get(number=number)
        everybody = entitled(record)
        tag = ground.secret("tag", everybody)[:38]
        acts.amend(
            process,
            number,
            actor=actor,
            raw={"tags": [tag], "title": ground.secret("wastitle", everybody)},
            version=None,
        )
        for reach in (1, 2, 3):
            word = ground.secret(f"note{reach}", entitled(record, reach))
            acts.comment(process, number, actor=actor, body=word, reach=reach)
            _file(ground, process, record, actor, reach)
        acts.watch(process, number, actor=actor, on=True)
    with as_("service-head"):
        shown = {"title", "source", "external_number", *process.contact_sees}
        inner = {column.name for column in record._meta.concrete_fields} - shown
        fill_texts(ground, record, everybody, (*inner, *_FIXED))
        fill_texts(ground, record, filter(_is_provider, everybody), (*shown, *_FIXED), everybody)
        Record.objects.filter(pk=record.pk).update(
            custom={"x": ground.secret("custom", entitled(record, 3), everybody)}
        )
        _rows_of(ground, record)
    ground.secrets[number] = ground.by_row[number] = everybody
    return record


_FIXED = ("number", "kind", "state", "restriction", "closure_code", "title_en")


def _is_provider(username: str) -> bool:
    return any(role not in CONTACTS for role, _project in CAST[username][3])


def _file(ground: Ground, process: Process, record: Record, actor: Any, reach: int) -> None:
    who = entitled(record, reach)
    made = attach(
        process, record.number, actor=actor, name=f"{ground.secret('file', who)}.txt",
        media_type="text/plain",
        content=io.BytesIO(ground.secret("content", who).encode()), reach=reach,
    )  # fmt: skip
    ground.files[record.number] = made.pk


def _rows_of(ground: Ground, record: Record) -> None:
    """A row in each table that tells of a record and that no act above has written."""
    inside, row = entitled(record, 3), entitled(record)
    person = Person.objects.get(code="p-service-head")
    contact = User.objects.filter(person__party=record.customer, kind="person").first()
    entry = TimelineEntry.objects.filter(record_id=record.pk).earliest("id")
    Decision.objects.create(
        record_id=record.pk, gate="x", round=1, person=person, verdict="approved", decided_at=now(),
        comment=ground.secret("decision", inside, row),
    )  # fmt: skip
    Proof.objects.create(record_id=record.pk, entry=entry, clause="7.2.4")
    Stated.objects.create(record_id=record.pk, facts={"x": ground.secret("stated", inside, row)})
    run = ClockRun.objects.filter(record_id=record.pk).first() or ClockRun.objects.create(
        record_id=record.pk, name="resolution", state="running", agreed=False, terms={}, started_at=now()
    )
    ClockRun.objects.filter(pk=run.pk).update(terms={**run.terms, "x": ground.secret("terms", inside, row)})
    Escalation.objects.create(clock=run, record_id=record.pk, level="x", due_at=now(), fired_at=now())
    if contact:
        told = NoticeRow.objects.create(
            record_id=record.pk, entry=entry, user=contact, template="opened", made_at=now()
        )
        ground.notices[record.number] = told.pk
        AnswerLink.objects.create(
            record_id=record.pk, user=contact, purpose="x", made_at=now(), expires_at=now(),
            digest=record.number.encode(),
        )  # fmt: skip


def _other(ground: Ground, process: Process, customer: str) -> Record:
    """A record of another kind, visible to its customer alone, whatever the tailoring of the project says."""
    with as_("service-head") as actor:
        project = ServiceProject.objects.select_related("customer").get(code=f"{customer}-ops")
        number = f"{process.prefix}-9{len(ground.secrets):05d}"
        own = Party.objects.get(is_own=True)
        values: dict[str, Any] = {
            "kind": process.kind, "number": number, "title": "x", "state": process.first.name,
            "customer": project.customer,
            "project": project, "supplier": own, "author_id": actor.id, "audience": 1, "opened_at": now(),
            "updated_at": now(),
        }  # fmt: skip
        record = process.model.objects.create(**values, **_needed(process.model))
        who = entitled(record)
        fill_texts(ground, record, who, _FIXED)
        ground.secrets[number] = ground.by_row[number] = who
    return record


def _needed(model: type[Record]) -> dict[str, Any]:
    """Values for the chapter's own columns that have no default: the first row or choice, today, one."""
    found: dict[str, Any] = {}
    for column in model._meta.local_fields:
        if column.primary_key or column.has_default() or column.null:
            continue
        if isinstance(column, models.ForeignKey):
            found[column.attname] = column.related_model._default_manager.values_list("pk", flat=True)[0]
        elif isinstance(column, models.DateField):
            found[column.name] = now()
        elif isinstance(column, models.IntegerField):
            found[column.name] = 1
        elif column.choices:
            found[column.name] = next(key for key, _label in column.flatchoices)
    return found


def _across(ground: Ground) -> None:
    """Links inside a customer and between two; made by somebody who sees both."""
    process = contents.by_kind()["incident"]
    (first, second), (other, last) = ground.records["alpha"][:2], ground.records["beta"][:2]
    with as_("desk") as actor:
        for source, target in ((first, second), (first, other), (other, last), (last, second)):
            acts.link(process, source.number, actor=actor, relation="related_to", target=target.number)
        assert Link.objects.count() >= 4
