"""One column of the log: each of its texts is converted once by its rule and then remembered."""

from __future__ import annotations

import re
from collections.abc import Callable

from steward.channel.ticket_log.mapping import KEEP, NOTHING, REFUSE, SAME, Mapping, Rule
from steward.channel.ticket_log.sentences import RowRefused, Sentence
from steward.channel.ticket_log.sentences import sentence as _
from steward.channel.ticket_log.times import moment
from steward.channel.ticket_log.values import bounded, converted
from steward.channel.ticket_log.vocabulary import KEPT, Kept, Kind, Value

REMEMBERED = 100_000
UNREADABLE = re.compile("[\ud800-\udfff]")
TEMPLATE_GAP = re.compile(r"\{([^{}]+)\}")
Cells = str | tuple[str, ...]
Clean = Callable[[str], str]


class Column(dict[Cells, Value]):
    """The values of one rule by the cells they come from.

    Values that need a note are never remembered, so that the note is made each time.
    """

    def __init__(self, rule: Rule, mapping: Mapping, notes: list[Sentence], clean: Clean) -> None:
        super().__init__()
        self.rule = rule
        self.mapping = mapping
        self.notes = notes
        self.clean = clean
        self.convert: Callable[[Cells], Value] = self._single
        if rule.always is not None:
            self.convert = self._always
        elif rule.template is not None:
            self.convert = self._template
        elif rule.kind is Kind.PATH:
            self.convert = self._path

    def __missing__(self, cells: Cells) -> Value:
        before = len(self.notes)
        try:
            value = self.convert(cells)
        except RowRefused as refused:
            raise RowRefused(
                _("{field}: {reason}", field=self.rule.name, reason=refused.reason),
            ) from refused
        if len(self.notes) == before:
            if len(self) >= REMEMBERED:
                self.clear()
            self[cells] = value
        return value

    def _text(self, cell: str) -> str | None:
        if UNREADABLE.search(cell):
            raise RowRefused(
                _("The bytes are not {encoding}.", encoding=self.mapping.file.encoding.removesuffix("-sig")),
            )
        text = self.clean(cell)
        if text != cell:
            self.notes.append(
                _(
                    "{field}: characters that no text may hold (control, direction) were taken out.",
                    field=self.rule.name,
                ),
            )
        if self.mapping.file.trim:
            text = text.strip()
        return None if not text or text in self.mapping.file.nulls else text

    def _always(self, _cells: Cells) -> Value:
        return self._answer(str(self.rule.always))

    def _single(self, cells: Cells) -> Value:
        text = self._text(str(cells))
        rule = self.rule
        if text is None:
            return None if rule.missing is None else self._answer(rule.missing)
        if rule.values is None:
            return self._own(text)
        target = rule.values.get(text)
        if target is None:
            return self._other(text)
        if target == KEEP:
            self.notes.append(_("{field}: `{word}` keeps the previous value.", field=rule.name, word=text[:100]))
        return self._answer(target)

    def _other(self, text: str) -> Value:
        rule = self.rule
        if rule.other == REFUSE:
            raise RowRefused(_("The mapping does not say what `{word}` means.", word=text[:100]))
        self.notes.append(
            _(
                "{field}: `{word}` is not in the mapping, answered by other: {other}.",
                field=rule.name,
                word=text[:100],
                other=rule.other,
            ),
        )
        return self._own(text) if rule.other == SAME else self._answer(rule.other)

    def _answer(self, target: str) -> Value:
        if target == KEEP:
            return KEPT
        if target == NOTHING:
            return None
        if self.rule.kind is Kind.PATH:
            return (bounded(self.rule, target),)
        return converted(self.rule, target)

    def _own(self, text: str) -> Value:
        rule = self.rule
        if rule.kind is Kind.TIME:
            at, note = moment(text, rule.dates, self.mapping.zone)
            if note:
                self.notes.append(note)
            return at
        if rule.cut and len(text) > rule.cut:
            self.notes.append(_("{field} was cut to {most} characters.", field=rule.name, most=rule.cut))
            text = text[: rule.cut]
        return converted(rule, text)

    def _path(self, cells: Cells) -> Value:
        levels = (cells,) if isinstance(cells, str) else cells
        first = self._single(levels[0])
        if first is None or isinstance(first, Kept):
            below = None if len(levels) == 1 else next(filter(None, map(self._text, levels[1:])), None)
            if below:
                self.notes.append(_("{field}: a lower level without an upper one was left out.", field=self.rule.name))
            return first
        path = [str(first[0] if isinstance(first, tuple) else first)]
        for cell in levels[1:]:
            text = self._text(cell)
            if text is None:
                break
            path.append(bounded(self.rule, text))
        return tuple(path)

    def _template(self, cells: Cells) -> Value:
        texts = iter((cells,) if isinstance(cells, str) else cells)

        def part(_gap: re.Match[str]) -> str:
            text = self._text(next(texts))
            if text is None and self.rule.missing is None:
                raise RowRefused(_("A column of the template is empty; `missing` says what to write then."))
            return text if text is not None else str(self.rule.missing)

        return self._own(TEMPLATE_GAP.sub(part, self.rule.template or ""))
