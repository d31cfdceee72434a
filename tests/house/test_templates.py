"""What a template may hold: no style or script of its own, nothing unescaped, every form with its token."""

from __future__ import annotations

import re

import pytest

from tests.house.source import templates

# What must not stand in a template, with a line that breaks the rule and one that keeps it.
RULES = {
    "inline style": (r"<style\b|\sstyle\s*=", '<p style="color:red">', '<p class="bad">'),
    "inline script": (
        r"<script(?![^>]*\bsrc=)",
        "<script>go()</script>",
        '<script defer src="x.js"></script>',
    ),
    "event attribute": (r"\son[a-z]+\s*=\s*[\"']", '<a onclick="go()">', '<a data-on="click">'),
    "javascript address": (r"javascript:", '<a href="javascript:go()">', '<a href="/go/">'),
    "unescaped text": (
        r"(?<![\"'])\|\s*safe\b|autoescape\s+(false|off)|Markup\(",
        "{{ text|safe }}",
        "{{ text }}",
    ),
    "foreign address": (
        r"(?:src|href)\s*=\s*[\"'](?:https?:)?//",
        '<script src="//x.org/y.js"></script>',
        '<a href="/x/">',
    ),
}
# Mail programs read nothing but styles on the tags themselves; a page of an audit pack is opened as a file by itself.
ALONE = ("channel/notices/jinja2/notices/mail.html", "surface/jinja2/surface/paper_style.html")
_FORM = re.compile(r"<form\b[^>]*\bmethod=[\"']post[\"'][^>]*>(.*?)</form>", re.IGNORECASE | re.DOTALL)
_TOKEN = re.compile(r"csrf_input|csrf_token|csrf\b")


@pytest.mark.parametrize("rule", RULES)
def test_no_template_breaks(rule: str) -> None:
    pattern = re.compile(RULES[rule][0], re.IGNORECASE)
    found = [
        f"src/steward/{path}:{text.count(chr(10), 0, match.start()) + 1}: {match.group()}"
        for path, text in templates()
        if not (rule == "inline style" and path in ALONE)
        for match in pattern.finditer(_without_comments(text))
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("rule", RULES)
def test_the_rule_tells_good_from_bad(rule: str) -> None:
    pattern, bad, good = RULES[rule]
    assert re.search(pattern, bad, re.IGNORECASE)
    assert not re.search(pattern, good, re.IGNORECASE)


def test_every_form_that_writes_carries_its_token() -> None:
    found = [
        f"src/steward/{path}:{text.count(chr(10), 0, form.start()) + 1}"
        for path, text in templates()
        for form in _FORM.finditer(text)
        if not _TOKEN.search(form.group(1))
    ]
    assert not found, "\n".join(found)


def _without_comments(text: str) -> str:
    """The text with comments blanked, line for line."""
    return re.sub(r"\{#.*?#\}", lambda match: "\n" * match.group().count("\n"), text, flags=re.DOTALL)


def test_pages_are_escaped_unless_they_say_otherwise() -> None:
    from django.template import engines

    assert engines["jinja2"].env.autoescape is True
    assert engines["django"].engine.autoescape is True
