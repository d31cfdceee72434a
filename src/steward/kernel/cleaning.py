"""Text from outside: what no text may hold is taken out, everything else is kept."""

from __future__ import annotations

import re
import unicodedata

# NUL and other controls (not tab, newline), lone surrogates, bidi overrides and isolates, zero-width marks, BOM.
# Joiners (U+200C, U+200D) stay: scripts and emoji need them.
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\uffff]"
)


def clean_text(value: str) -> str:
    """The text with newlines alone, composed (NFC) and without what may not be stored or shown."""
    newlines = value.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", _FORBIDDEN.sub("", newlines))
