"""The bar above a list: what narrows it now as chips, what else may, and the order; each a plain address."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.db import models
from django.utils.translation import gettext as _

from steward.kernel.intake.values import field_of
from steward.surface import cells, choices
from steward.surface.narrowing import allowed_filters

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from steward.kernel.process import Process
    from steward.people.actor import Actor
    from steward.surface.narrowing import Narrowed

SORTS = ("-updated_at", "-opened_at", "due_at", "priority", "-number")


class Bar:
    """Addresses of one list, each the present one with something added or taken away."""

    def __init__(self, process: Process, actor: Actor, narrowed: Narrowed, params: Mapping[str, Sequence[str]]) -> None:
        """Keeps the present address without its place in the pages."""
        self.process, self.actor, self.narrowed = process, actor, narrowed
        self.pairs = [(n, v) for n, values in params.items() for v in values if v and n not in ("cursor", "limit")]

    def query(self) -> str:
        """The present address, without the place in the pages."""
        return urlencode(self.pairs)

    def url(self, **more: str) -> str:
        """The present address with these set."""
        pairs = [(name, value) for name, value in self.pairs if name not in more]
        return f"/{self.process.kind}/?{urlencode([*pairs, *more.items()])}"

    def _without(self, name: str, value: str) -> str:
        pairs = [pair for pair in self.pairs if pair != (name, value)]
        if name == "state" and not any(pair[0] == "state" for pair in pairs):
            pairs.append(("state", "all"))
        return f"/{self.process.kind}/?{urlencode(pairs)}"

    def _with(self, name: str, value: str) -> str:
        pairs = [p for p in self.pairs if p != (name, value) and not (name == "state" and p[1] in ("open", "all"))]
        return f"/{self.process.kind}/?{urlencode([*pairs, (name, value)])}"

    def hidden(self, *names: str) -> list[tuple[str, str]]:
        """The present address as hidden fields of a form that sets `names` itself."""
        return [pair for pair in self.pairs if pair[0] not in names]

    def chips(self) -> list[dict[str, str]]:
        """What narrows the list now; each is taken away by a click."""
        made = []
        if self.narrowed.question:
            pairs = [pair for pair in self.pairs if pair[0] != "q"]
            label = _("Search: %(text)s") % {"text": self.narrowed.question}
            made.append({"label": label, "remove_url": f"/{self.process.kind}/?{urlencode(pairs)}"})
        for name, values in self.narrowed.given.items():
            made += [
                {
                    "label": _("%(label)s is %(value)s")
                    % {"label": cells.label_of(self.process, name), "value": self._label(name, value)},
                    "remove_url": self._without(name, value),
                }
                for value in values
                if (name, value) != ("state", "all")
            ]
        return made

    def _label(self, name: str, value: str) -> str:
        words = {
            "none": _("none"),
            "me": _("me"),
            "mine": _("my teams"),
            "open": _("open"),
            "overdue": _("overdue"),
            "soon": _("within four hours"),
        }
        if value in words:
            return words[value]
        found = next((label for key, label in self._choices(name) if key == value), value)
        return found.strip()

    def _choices(self, name: str) -> list[tuple[str, str]]:
        """Value and label of what a filter offers as links; empty where it is typed."""
        process = self.process
        if name == "state":
            return [("open", _("open")), *((state.name, state.label) for state in process.states)]
        if name == "priority":
            return [(str(level), cells.priority_label(level)) for level in range(1, 5)]
        noun = self._noun(name)
        if noun == "person":
            return [("me", _("me")), ("none", _("none"))]
        if noun:
            first = [("mine", _("my teams"))] if noun == "team" else []
            last = [("none", _("none"))] if field_of(process, name).null else []
            return [*first, *self._offered.get(noun, []), *last]
        column = field_of(process, name)
        return [(str(value), str(label)) for value, label in column.flatchoices] if column.choices else []

    def _noun(self, name: str) -> str | None:
        return "supplier" if name == "supplier" else cells.noun_of(self.process, name)

    @cached_property
    def _names(self) -> list[str]:
        return list(allowed_filters(self.process, self.actor))

    @cached_property
    def _offered(self) -> dict[str, list[tuple[str, str]]]:
        nouns = [noun for name in self._names if (noun := self._noun(name)) and noun != "person"]
        return choices.lists(self.process, nouns)

    def filters(self) -> list[dict[str, Any]]:
        """Every filter with what it offers."""
        return [self._filter(name) for name in self._names]

    def _filter(self, name: str) -> dict[str, Any]:
        given = self.narrowed.given.get(name, ())
        options = [
            {
                "value": value,
                "label": label,
                "selected": value in given,
                "url": self._without(name, value) if value in given else self._with(name, value),
                "count": None,
            }
            for value, label in self._choices(name)
        ]
        if name == "due_at":
            options = [
                {"value": value, "label": self._label(name, value), "selected": value in given, "count": None,
                 "url": self._with(name, value)}
                for value in ("overdue", "soon")
            ]  # fmt: skip
        typed = (
            not options
            or self._noun(name) == "person"
            or isinstance(field_of(self.process, name), models.DateTimeField)
        )
        return {
            "name": name,
            "label": cells.label_of(self.process, name),
            "kind": "text" if typed else "choice",
            "options": options,
            "form_hidden": self.hidden(name),
        }

    def sort(self) -> dict[str, Any]:
        """The order, and the others."""
        labels = {
            "-updated_at": _("newest change first"),
            "-opened_at": _("newest first"),
            "due_at": _("most urgent first"),
            "priority": _("highest priority first"),
            "-number": _("by number"),
        }
        present = self.narrowed.sort.name
        return {
            "label": labels.get(present, present),
            "options": [
                {"label": labels[name], "url": self.url(sort=name), "current": name == present} for name in SORTS
            ],
        }
