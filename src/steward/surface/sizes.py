"""Sizes of files in a reader's words."""

from __future__ import annotations

KIB = 1024


def size_text(size: int) -> str:
    """`734 B`, `12 kB`, `3.4 MB`."""
    if size < KIB:
        return f"{size} B"
    if size < KIB * KIB:
        return f"{size // KIB} kB"
    return f"{size / KIB / KIB:.1f} MB"
