"""What the import has to say: words with gaps, so that each reader gets them in their language."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sentence:
    """An English sentence with named gaps; `told` gives it in another language."""

    msgid: str
    values: tuple[tuple[str, object], ...] = ()

    def told(self, translate: Callable[[str], str]) -> str:
        """Give the sentence in the language of `translate`, for instance Django's gettext."""
        told = {name: value.told(translate) if isinstance(value, Sentence) else value for name, value in self.values}
        return translate(self.msgid).format(**told)

    def __str__(self) -> str:
        return self.told(str)


def sentence(msgid: str, /, **values: object) -> Sentence:
    """Say a sentence; modules import it as `_`, which is what the extraction of messages looks for."""
    return Sentence(msgid, tuple(values.items()))


@dataclass(frozen=True, slots=True)
class Complaint:
    """One thing wrong with a mapping: the key, and what, why and what next."""

    key: str
    reason: Sentence

    def told(self, translate: Callable[[str], str]) -> str:
        """Give the complaint in the language of `translate`."""
        return sentence("{field}: {reason}", field=self.key, reason=self.reason).told(translate)

    def __str__(self) -> str:
        return self.told(str)


class MappingRefused(Exception):
    """The mapping cannot be used; every complaint is named at once."""

    def __init__(self, complaints: list[Complaint]) -> None:
        super().__init__("\n".join(map(str, complaints)))
        self.complaints = complaints


class FileRefused(Exception):
    """The file as a whole cannot be read; nothing of it is imported."""

    def __init__(self, reason: Sentence) -> None:
        super().__init__(str(reason))
        self.reason = reason


class RowRefused(Exception):
    """One row cannot be taken; the others can."""

    def __init__(self, reason: Sentence) -> None:
        super().__init__(str(reason))
        self.reason = reason
