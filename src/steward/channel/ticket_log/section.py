"""A part of a mapping while it is being checked: every wrong key is noted, and reading goes on."""

from __future__ import annotations

from collections.abc import Collection
from difflib import get_close_matches

from steward.channel.ticket_log.sentences import Complaint, Sentence
from steward.channel.ticket_log.sentences import sentence as _


class Section:
    """Keys and values at one place of the mapping; asking for a key marks it as known."""

    def __init__(self, content: dict[str, object], complaints: list[Complaint], place: str = "") -> None:
        self.content = content
        self.complaints = complaints
        self.place = place
        self.known: list[str] = []

    def complain(self, key: str, reason: Sentence) -> None:
        """Note what is wrong with a key of this section ('' for the section itself)."""
        self.complaints.append(Complaint(".".join(part for part in (self.place, key) if part), reason))

    def _take(self, key: str) -> object:
        self.known.append(key)
        return self.content.get(key)

    def text(self, key: str, default: str | None = None) -> str:
        """Give a text; without a default the key must be there."""
        value = self._take(key)
        if isinstance(value, str) and (value or default is not None):
            return value
        if value is None and default is not None:
            return default
        self.complain(key, _("A text is wanted here and there is none. Write `{key}: ...`.", key=key))
        return default or ""

    def optional(self, key: str) -> str | None:
        """Give a text or None where the key is not there."""
        self.known.append(key)
        return self.text(key, "") if key in self.content else None

    def word(self, key: str, allowed: Collection[str], default: str | None = None) -> str:
        """Give one of the allowed words."""
        value = self.text(key, default)
        if value and value not in allowed:
            listed = ", ".join(allowed)
            self.complain(key, _("`{value}` is not known here; write one of: {listed}.", value=value, listed=listed))
        return value

    def yes(self, key: str) -> bool:
        """Give a yes or no; no when it is not there."""
        return self.word(key, ("yes", "no"), "no") == "yes"

    def whole(self, key: str, default: int, least: int) -> int:
        """Give a whole number of at least `least`."""
        value = self.text(key, str(default)).replace("_", "")
        if value.isascii() and value.isdigit() and len(value) < len(str(2**63)) and int(value) >= least:
            return int(value)
        self.complain(key, _("`{value}` is not a whole number of at least {least}.", value=value, least=least))
        return default

    def texts(self, key: str) -> tuple[str, ...]:
        """Give a list of texts; a single text is a list of one, and none an empty list."""
        value = self._take(key)
        if value is None:
            return ()
        if isinstance(value, str):
            return (value,)
        if isinstance(value, list) and value and all(isinstance(one, str) for one in value):
            return tuple(value)
        self.complain(key, _("A text or a list of texts is wanted here, such as `[a, b]`."))
        return ()

    def words(self, key: str) -> dict[str, str] | None:
        """Give a table of texts, or None where it is not there."""
        value = self._take(key)
        if value is None:
            return None
        if isinstance(value, dict) and value and all(isinstance(one, str) for one in value.values()):
            return {str(word): str(target) for word, target in value.items()}
        self.complain(key, _("A table is wanted here, such as `Active: in_progress`, one line a word."))
        return None

    def section(self, key: str, *, required: bool = False) -> Section:
        """Give the section below a key; an empty one where it is not there."""
        value = self._take(key)
        place = f"{self.place}.{key}" if self.place else key
        if isinstance(value, dict):
            return Section(value, self.complaints, place)
        if value is not None or required:
            self.complain(key, _("Keys and values are wanted below this key. See docs/import.md."))
        return Section({}, self.complaints, place)

    def close(self) -> None:
        """Complain of every key that nobody asked for; to be called last."""
        for key in self.content:
            if key not in self.known:
                near = get_close_matches(str(key), self.known, 1)
                meant = _("Did you mean `{near}`?", near=near[0]) if near else _("Take it out.")
                self.complain(str(key), _("This key is not known here. {meant}", meant=meant))
