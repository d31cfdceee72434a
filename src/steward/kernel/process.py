"""The vocabulary in which every process is stated once: states, moves, gates, clocks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from django.utils.functional import Promise
from django.utils.translation import pgettext

from steward.kernel.days import day_at

if TYPE_CHECKING:
    from datetime import date, datetime

    from steward.kernel.agreed import Agreed
    from steward.kernel.models import Record
    from steward.people.actor import Actor
    from steward.people.register import Register

Text: TypeAlias = str | Promise
# Whatever states fields of a model: a process of records, or a register of plain rows.
Declared: TypeAlias = "Process | Register"
Waiting: TypeAlias = Literal["", "user", "supplier", "change"]
# Whom a notice may name beside holders of a role; `members` are those whom a record names in its sheet of that name.
PEOPLE = frozenset({"owner", "team", "author", "requester", "watchers", "deciders", "tied", "members"})
Tone: TypeAlias = Literal["new", "active", "waiting", "done", "closed", "dropped"]


@dataclass(frozen=True, slots=True)
class Attempt:
    """What somebody is about to do to a record: the question that rules and effects are asked."""

    process: Process
    record: Record
    actor: Actor
    values: dict[str, Any]
    at: datetime

    def value(self, name: str) -> Any:
        """The field as it will be: the new value where one is given, else the record's."""
        for key in (name, f"{name}_id"):
            if key in self.values:
                return self.values[key]
        return getattr(self.record, name)

    @property
    def day(self) -> date:
        """The date of the attempt where whoever makes it works."""
        return day_at(self.at, self.actor.zone)


# A rule is named by the sentence that must be true; it answers why it is not, or None.
Rule: TypeAlias = Callable[[Attempt], Text | None]
# What goes with a move in other records, by acts of the same actor in the same transaction; a refusal refuses all.
Following: TypeAlias = Callable[[Attempt], None]
# A derivation answers field values that follow from an attempt (a priority, a count, a time).
Derivation: TypeAlias = Callable[[Attempt], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class State:
    """A state: what must be filled in to be in it, what may no longer be altered, whom it waits for."""

    name: str
    tone: Tone = "active"
    needs: tuple[str, ...] = ()
    locks: tuple[str, ...] = ()
    waits_for: Waiting = ""
    final: bool = False

    @property
    def label(self) -> str:
        """The state in the reader's words."""
        return pgettext("state", self.name.replace("_", " ").capitalize())


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a gate: so many holders of one of these roles decide for it."""

    name: str
    by: tuple[str, ...]
    quorum: int = 1


@dataclass(frozen=True, slots=True)
class Gate:
    """A decision by others: by holders of these roles, so many of them, never by the author.

    Where a policy says for each record who decides, `lines` answers it; the gate opens when every line is complete.
    """

    name: str
    by: tuple[str, ...]
    rejection: str
    quorum: int = 1
    lines: Callable[[Record], tuple[Line, ...]] | None = None

    def lines_of(self, record: Record) -> tuple[Line, ...]:
        """The lines of this record; the gate itself is the only one where no policy speaks."""
        return self.lines(record) if self.lines else (Line(self.name, self.by, self.quorum),)

    def deciders(self, record: Record) -> tuple[str, ...]:
        """The roles that decide on this record."""
        return tuple(dict.fromkeys(role for line in self.lines_of(record) for role in line.by))


@dataclass(frozen=True, slots=True)
class Notice:
    """A consequence: tell these people. `to` names who: a word of PEOPLE, or a role, for whoever holds it there.

    The text is a template of that name, zh and en.
    """

    template: str
    to: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Raises:
    """A record of another kind that is raised from this one: how they are tied, and what is carried over.

    `carries` are pairs of a field here and a field there; the service project goes along by itself. A kind that this
    installation does not have is not offered.
    """

    kind: str
    relation: str
    carries: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the chapter's own, for the provider's people; the list of its records leads to it.

    `picks`: also with the records that somebody ticked there, by number under the name `pick`.
    """

    label: Text
    address: str
    picks: bool = False


@dataclass(frozen=True, slots=True)
class Answers:
    """What records of a kind have to say to a like question: in which states, by the first of these texts filled in."""

    states: tuple[str, ...]
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plans:
    """When records of a kind are planned to be done: the columns of begin and end, and in which states they count.

    `minutes` names the column of a length where there is none of the end; in `tentative` states the plan may yet fall.
    """

    start: str
    end: str = ""
    minutes: str = ""
    states: tuple[str, ...] = ()
    tentative: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Move:
    """A move between states: who may make it, what it asks for, what must be true, what follows."""

    name: str
    source: tuple[str, ...]
    target: str
    by: tuple[str, ...]
    asks: tuple[str, ...] = ()
    offers: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()
    derives: tuple[Derivation, ...] = ()
    notices: tuple[Notice, ...] = ()
    proves: tuple[str, ...] = ()
    gate: Gate | None = None
    primary: bool = False
    then: tuple[Following, ...] = ()

    @property
    def label(self) -> str:
        """The move in the reader's words."""
        return pgettext("move", self.name.replace("_", " ").capitalize())


@dataclass(frozen=True, slots=True)
class Clock:
    """A clock: in which states it runs (and pauses, where they wait), and which stop it with a verdict."""

    name: str
    runs: tuple[str, ...]
    stops: tuple[str, ...]
    met_by: Literal["state", "response"] = "state"
    repeats: bool = False

    @property
    def label(self) -> str:
        """The clock in the reader's words."""
        return pgettext("clock", self.name.replace("_", " ").capitalize())


@dataclass(frozen=True, slots=True, eq=False)  # each is itself alone: what is kept by process is found at once
class Process:
    """A kind of record and its whole life. Lists, pages, forms, REST, exports and tests read it."""

    kind: str
    prefix: str
    model: type[Record]
    label: Text
    label_plural: Text
    states: tuple[State, ...]
    moves: tuple[Move, ...]
    fields: tuple[str, ...]
    required: tuple[str, ...]
    columns: tuple[str, ...]
    filters: tuple[str, ...]
    opened_by: tuple[str, ...]
    amended_by: tuple[str, ...]
    replied_by: tuple[str, ...] = ()
    contact_fields: tuple[str, ...] = ()
    contact_sees: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()
    derives: tuple[Derivation, ...] = ()
    notices: tuple[Notice, ...] = ()
    # Whom the system tells of what it found by itself, by template (`acts.tell`).
    tells: tuple[Notice, ...] = ()
    clocks: tuple[Clock, ...] = ()
    terms: Callable[[Record, datetime], Agreed | None] | None = None
    service_process: str = ""
    menu_icon: str = "document"
    audience: int = 1
    panels: tuple[Callable[..., Any], ...] = ()
    # Those that stand before the record's long texts: what is worked with from hour to hour.
    first_panels: tuple[Callable[..., Any], ...] = ()
    # What its records are on paper, for an actor: blocks in place of fields, texts and timeline; Excel comes of it too.
    paper: Callable[..., Any] | None = None
    # What stands on the paper of a record after its texts: blocks of surface.paper, of record and actor.
    on_paper: tuple[Callable[..., Any], ...] = ()
    # Adds the chapter's own operations of REST to those of its records.
    operations: tuple[Callable[..., None], ...] = ()
    links: tuple[str, ...] = ("related_to",)
    raises: tuple[Raises, ...] = ()
    answers: Answers | None = None
    plans: Plans | None = None
    pages: tuple[Page, ...] = ()
    # Whose tree of categories its records use; its own where nothing is said.
    categories_of: str = ""
    # What the form of a new record shows beside its fields, for an actor.
    beside_form: tuple[Callable[..., Any], ...] = ()
    _states: dict[str, State] = field(init=False, repr=False, compare=False)
    _moves: dict[str, Move] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Indexes states and moves by name, and adds the chapter's own columns to the fields."""
        object.__setattr__(self, "fields", tuple(dict.fromkeys((*self.fields, *self._own_fields()))))
        object.__setattr__(self, "categories_of", self.categories_of or self.kind)
        object.__setattr__(self, "_states", {state.name: state for state in self.states})
        object.__setattr__(self, "_moves", {move.name: move for move in self.moves})

    def _own_fields(self) -> tuple[str, ...]:
        """The model's own columns, but for those that a move asks for and those marked `editable=False`."""
        asked = {name for move in self.moves for name in (*move.asks, *move.offers)}
        columns = self.model._meta.local_fields  # noqa: SLF001  Django's documented interface
        return tuple(c.name for c in columns if c.editable and not c.primary_key and c.name not in asked)

    @property
    def first(self) -> State:
        """The state in which a record opens."""
        return self.states[0]

    def state(self, name: str) -> State:
        """A state by name. Raises KeyError where there is none."""
        return self._states[name]

    def move(self, name: str) -> Move:
        """A move by name. Raises KeyError where there is none."""
        return self._moves[name]

    def gate_rejecting_by(self, move: Move, state: str) -> Gate | None:
        """The gate that stands in this state and rejects by this move; None where it is a move as any other."""
        gates = (each.gate for each in self.moves if state in each.source)
        return next((gate for gate in gates if gate and gate.rejection == move.name), None)

    def moves_from(self, state: str) -> tuple[Move, ...]:
        """The moves that leave a state, as declared."""
        return tuple(move for move in self.moves if state in move.source)
