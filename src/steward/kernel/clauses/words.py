"""What the clause catalogue is made of, each read in the reader's language (manual 0 to 10, A2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from django.utils.translation import get_language

RoleKind: TypeAlias = Literal["management", "department", "function", "party"]


def _of_reader(en: str, zh: str) -> str:
    """The text in the active language."""
    return zh if (get_language() or "").startswith("zh") else en


@dataclass(frozen=True, slots=True, kw_only=True)
class _Titled:
    title_en: str
    title_zh: str

    @property
    def title(self) -> str:
        """The title in the active language."""
        return _of_reader(self.title_en, self.title_zh)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause(_Titled):
    """One requirement of the manual: what it `asks`, of `who` (the first answers), and the `rule` by which it is met.

    `process` is '' for a clause on the management system itself; `standard` are clauses of ISO/IEC 20000-1:2018.
    """

    id: str
    chapter: str
    who: tuple[str, ...]
    standard: tuple[str, ...]
    asks_en: str
    asks_zh: str
    rule_en: str
    rule_zh: str
    process: str = ""

    @property
    def asks(self) -> str:
        """What is asked, in the active language."""
        return _of_reader(self.asks_en, self.asks_zh)

    @property
    def rule(self) -> str:
        """When it counts as met, in the active language."""
        return _of_reader(self.rule_en, self.rule_zh)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter(_Titled):
    """A group of clauses on the map."""

    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StandardClause(_Titled):
    """A clause of ISO/IEC 20000-1:2018 by its number, with a short title of ours.

    A `heading` asks nothing of its own. `unserved` gives the reason where no clause of the manual serves it.
    """

    id: str
    heading: bool = False
    unserved_en: str = ""
    unserved_zh: str = ""

    @property
    def unserved(self) -> str:
        """Why no clause of the manual serves it, in the active language; '' where one does."""
        return _of_reader(self.unserved_en, self.unserved_zh)


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleName(_Titled):
    """A party or role that clauses name."""

    key: str
    kind: RoleKind
