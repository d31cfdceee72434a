"""A text held to the kind of its field."""

from __future__ import annotations

import re
from decimal import Decimal

from steward.channel.ticket_log.mapping import Rule
from steward.channel.ticket_log.sentences import RowRefused
from steward.channel.ticket_log.sentences import sentence as _
from steward.channel.ticket_log.vocabulary import Kind, Value

LARGEST_WHOLE = 2**31 - 1
NUMBER = re.compile(r"[+-]?[0-9]{1,12}(\.[0-9]{1,6})?")
LEVELS = {Kind.FOUR_LEVELS: 4, Kind.THREE_LEVELS: 3}
YES_NO = {"yes": True, "no": False}


def converted(rule: Rule, text: str) -> Value:
    """Hold a text to the kind of its field; raises RowRefused. Times and paths are read elsewhere."""
    if rule.kind is Kind.WHOLE:
        return _whole(text, LARGEST_WHOLE, 0)
    if rule.kind in LEVELS:
        return _whole(text, LEVELS[rule.kind], 1)
    if rule.kind is Kind.DECIMAL:
        return _decimal(text, rule.decimal)
    if rule.kind is Kind.YES_NO:
        return _yes_no(text)
    if rule.kind is Kind.TAGS:
        parts = (part.strip() for part in text.split(rule.separator))
        return tuple(dict.fromkeys(bounded(rule, part) for part in parts if part))
    return bounded(rule, text)


def bounded(rule: Rule, text: str) -> str:
    """Refuse a text longer than its field holds."""
    if rule.longest and len(text) > rule.longest:
        raise RowRefused(
            _(
                "{length} characters are more than the {longest} that {name} holds.",
                length=len(text),
                longest=rule.longest,
                name=rule.name,
            ),
        )
    return text


def _whole(text: str, most: int, least: int) -> int:
    digits = text.strip()
    if digits.isascii() and digits.isdigit() and len(digits) <= len(str(LARGEST_WHOLE)):
        number = int(digits)
        if least <= number <= most:
            return number
    raise RowRefused(
        _("`{text}` is not a whole number from {least} to {most}.", text=text[:100], least=least, most=most),
    )


def _decimal(text: str, mark: str) -> Decimal:
    plain = text.strip()
    other = "," if mark == "." else "."
    if NUMBER.fullmatch(plain.replace(mark, ".")) and other not in plain:
        return Decimal(plain.replace(mark, "."))
    raise RowRefused(_("`{text}` is not a number with the decimal sign `{mark}`.", text=text[:100], mark=mark))


def _yes_no(text: str) -> bool:
    if text in YES_NO:
        return YES_NO[text]
    raise RowRefused(_("`{text}` is neither yes nor no.", text=text[:100]))
