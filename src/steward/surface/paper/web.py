"""A paper as one page that a browser opens by itself: no script, no address outside (manual 1.2.2)."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from django.template.loader import render_to_string

from steward.surface.paper.content import Picture, as_data

if TYPE_CHECKING:
    from steward.surface.paper.content import Paper

_TYPES = {"png": "image/png", "jpg": "image/jpeg", "svg": "image/svg+xml"}


def html(paper: Paper) -> str:
    """The paper as HTML with its style and pictures inside."""
    pictures = [
        f"data:{_TYPES[block.form]};base64,{base64.b64encode(block.data).decode()}"
        for block in paper.blocks
        if isinstance(block, Picture)
    ]
    return render_to_string("surface/paper.html", {"paper": as_data(paper), "pictures": pictures}, using="jinja2")
