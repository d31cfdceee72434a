"""The check of a mapping: every key against the vocabulary, every answer against the kind of its field."""

from __future__ import annotations

import codecs
import re
from collections.abc import Collection
from collections.abc import Mapping as Table
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from steward.channel.ticket_log.mapping import (
    KEEP,
    NOTHING,
    REFUSE,
    SAME,
    FileFormat,
    Limits,
    Mapping,
    Named,
    Rule,
)
from steward.channel.ticket_log.section import Section
from steward.channel.ticket_log.sentences import Complaint, MappingRefused, RowRefused
from steward.channel.ticket_log.sentences import sentence as _
from steward.channel.ticket_log.times import why_not_a_format
from steward.channel.ticket_log.values import converted
from steward.channel.ticket_log.vocabulary import (
    CHOSEN_KINDS,
    RECORD_FIELDS,
    REQUIRED,
    STATED_FACTS,
    Field,
    Kind,
)

# The words that the record's own fields of choice know, by field: its states and channels.
Choices = Table[str, Collection[str]]
FACT_NAME = re.compile(r"[a-z][a-z0-9_]{0,49}")
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}")
# Codecs that run a program of escapes or have no character for each byte.
UNFIT_ENCODINGS = frozenset({"unicode-escape", "raw-unicode-escape", "undefined", "idna", "punycode", "utf-7"})
TEMPLATE_GAP = re.compile(r"\{([^{}]+)\}")
TEXTS_AS_THEY_ARE = (Kind.TEXT, Kind.PATH, Kind.TAGS)
# Fields of one choice that every ticket has; they are never emptied by an answer.
NEVER_EMPTY = ("state", "opened_at", "updated_at", "title")


def checked(content: dict[str, object], *, name: str, choices: Choices) -> Mapping:
    """Build the mapping from what YAML gave; raises MappingRefused with every complaint at once."""
    complaints: list[Complaint] = []
    top = Section(content, complaints)
    shape = top.word("shape", ("events", "cases"))
    dates = _dates(top)
    decimal = top.word("decimal", (".", ","), ".")
    mapping = Mapping(
        source=_code(top, "source"),
        project=_named(top.section("project", required=True)),
        customer=_named(top.section("customer", required=True)),
        zone=_zone(top),
        shape=shape,
        order=top.word("order", ("file", "time", "newest_first"), "file"),
        contiguous=top.yes("contiguous"),
        opened_state=top.word("opened_state", choices["state"], "new"),
        key=top.texts("key"),
        file=_file(top.section("file")),
        rules=_rules(top.section("columns", required=True), RECORD_FIELDS, (shape, dates, decimal), choices),
        stated=_rules(top.section("stated"), STATED_FACTS, (shape, dates, decimal), choices),
    )
    _check_presence(top, mapping)
    top.close()
    if complaints:
        raise MappingRefused([Complaint(f"{name}: {one.key}", one.reason) for one in complaints])
    return mapping


def _check_presence(top: Section, mapping: Mapping) -> None:
    required = (*REQUIRED, "updated_at") if mapping.shape == "events" else REQUIRED
    for name in required:
        if name not in mapping.rules:
            top.complain(f"columns.{name}", _("No column is named for it, and no ticket can do without it."))
    if mapping.key and mapping.shape == "cases":
        top.complain("key", _("Only event rows need a key; a case row is known by its number. Take it out."))


def _code(section: Section, key: str) -> str:
    value = section.text(key)
    if value and not CODE.fullmatch(value):
        section.complain(
            key,
            _(
                "`{value}` is no code: up to 40 Latin letters, digits, hyphens, underscores.",
                value=value,
            ),
        )
    return value


def _named(section: Section) -> Named:
    code = _code(section, "code")
    names = section.section("name")
    zh, en = names.text("zh", code), names.text("en", code)
    names.close()
    section.close()
    return Named(code, zh, en)


def _zone(section: Section) -> ZoneInfo:
    name = section.text("zone")
    try:
        return ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError, OSError):
        section.complain("zone", _("`{name}` is no time zone. Write one such as Asia/Shanghai or UTC.", name=name))
        return ZoneInfo("UTC")


def _dates(section: Section) -> tuple[str, ...]:
    formats = section.texts("dates")
    for wanted in formats:
        reason = why_not_a_format(wanted)
        if reason:
            section.complain("dates", reason)
    return formats


def _file(section: Section) -> FileFormat:
    limits = section.section("limits")
    default = Limits()
    given = Limits(
        limits.whole("expanded_bytes", default.expanded_bytes, 1),
        limits.whole("field_characters", default.field_characters, 1),
        limits.whole("bad_rows", default.bad_rows, 0),
    )
    limits.close()
    form = FileFormat(
        encoding=_encoding(section),
        delimiter=_one_character(section, "delimiter", ","),
        quote=_one_character(section, "quote", '"'),
        nulls=frozenset(section.texts("null")),
        trim=section.yes("trim"),
        skip_lines=section.whole("skip_lines", 0, 0),
        header=section.texts("header"),
        limits=given,
    )
    section.close()
    return form


def _encoding(section: Section) -> str:
    name = section.text("encoding", "utf-8")
    try:
        found = codecs.lookup(name).name
        b"a".decode(found, "ignore")  # LookupError where the codec gives no text
    except (LookupError, ValueError):
        found = ""
    if not found or found.replace("_", "-") in UNFIT_ENCODINGS:
        section.complain(
            "encoding",
            _("`{name}` is no encoding of text. Write one such as utf-8, gb18030 or latin-1.", name=name),
        )
        return "utf-8"
    # The signature that Windows programs put first is no part of the first column's name.
    return "utf-8-sig" if found == "utf-8" else found


def _one_character(section: Section, key: str, default: str) -> str:
    value = section.text(key, default)
    value = "\t" if value in {"tab", "\\t"} else value
    if len(value) == 1 and value not in "\r\n\0":
        return value
    section.complain(key, _("One character is wanted here (or the word tab), not `{value}`.", value=value))
    return default


def _rules(
    section: Section,
    fields: dict[str, Field],
    inherited: tuple[str, tuple[str, ...], str],
    choices: Choices,
) -> dict[str, Rule]:
    shape, dates, decimal = inherited
    rules = {}
    for name in section.content:
        field = fields.get(name)
        if field is None and (fields is RECORD_FIELDS or not FACT_NAME.fullmatch(name) or name in RECORD_FIELDS):
            continue  # close() complains of it
        if isinstance(section.content[name], (str, list)):
            columns = section.texts(name)
            part = Section({"columns": list(columns)}, section.complaints, f"{section.place}.{name}")
        else:
            part = section.section(name, required=True)
        rules[name] = _rule(part, name, field, dates, decimal)
        _check_rule(part, rules[name], shape, choices)
        part.close()
    section.known.extend(fields)
    section.close()
    return rules


def _rule(section: Section, name: str, field: Field | None, dates: tuple[str, ...], decimal: str) -> Rule:
    chosen = [kind.value for kind in CHOSEN_KINDS]
    if field is None:
        word = section.word("as", chosen, Kind.TEXT.value)
        field = Field(name, Kind(word) if word in chosen else Kind.TEXT)
    return Rule(
        name=name,
        kind=field.kind,
        longest=field.longest,
        columns=section.texts("columns") + section.texts("column"),
        template=section.optional("template"),
        always=section.optional("always"),
        values=section.words("values"),
        other=section.text("other", REFUSE),
        missing=section.optional("missing"),
        dates=_dates(section) or dates,
        decimal=section.word("decimal", (".", ","), decimal),
        separator=section.text("separator", ","),
        cut=section.whole("cut", 0, 0),
    )


def _check_rule(section: Section, rule: Rule, shape: str, choices: Choices) -> None:
    sources = sum((bool(rule.columns), rule.template is not None, rule.always is not None))
    if sources != 1:
        section.complain("", _("Say where it comes from: exactly one of column, columns, template, always."))
    if len(rule.columns) > 1 and rule.kind is not Kind.PATH:
        section.complain("columns", _("Only a category may take several columns; join others by a template."))
    if rule.template is not None and (rule.kind is not Kind.TEXT or not TEMPLATE_GAP.search(rule.template)):
        section.complain(
            "template",
            _("A template makes a text from columns, such as `{example}`.", example="{Group}: {Item}"),
        )
    if rule.kind is Kind.TIME and not rule.dates:
        section.complain("dates", _("No date format is given, here or for the whole mapping. Write `dates:`."))
    if rule.kind in {Kind.CHOICE, Kind.YES_NO} and rule.values is None and rule.always is None:
        section.complain("values", _("Say what each word of the source means; nothing is guessed."))
    if rule.name == "number" and (rule.values or rule.missing or rule.always is not None):
        section.complain("", _("A number is taken as it is; it can neither be translated nor made up."))
    if rule.cut and rule.kind is not Kind.TEXT:
        section.complain("cut", _("Only a text can be cut."))
    _check_answers(section, rule, shape, choices)


def _check_answers(section: Section, rule: Rule, shape: str, choices: Choices) -> None:
    answers = {f"values.{word}": target for word, target in (rule.values or {}).items()}
    answers |= {key: text for key, text in (("missing", rule.missing), ("always", rule.always)) if text is not None}
    if rule.other != REFUSE:
        answers["other"] = rule.other
        if rule.values is None:
            section.complain("other", _("It answers words that `values` does not name, and there are no values."))
    for key, target in answers.items():
        if target == KEEP and shape == "cases":
            section.complain(key, _("A case has one row, so there is no previous value to keep."))
        elif target == NOTHING and rule.name in NEVER_EMPTY:
            section.complain(key, _("No ticket can do without it, so it cannot mean nothing."))
        elif target == SAME and key == "other" and rule.kind not in TEXTS_AS_THEY_ARE:
            section.complain(key, _("Only a text can stay the same; name what `other` words mean."))
        elif (key, target) != ("other", SAME) and target not in {KEEP, NOTHING} and rule.template is None:
            _check_answer(section, key, target, rule, choices)


def _check_answer(section: Section, key: str, target: str, rule: Rule, choices: Choices) -> None:
    if rule.kind is Kind.CHOICE:
        if target not in choices[rule.name]:
            listed = ", ".join(choices[rule.name])
            section.complain(
                key, _("`{value}` is not known here; write one of: {listed}.", value=target, listed=listed)
            )
        return
    if rule.kind is Kind.TIME:
        section.complain(key, _("A time cannot be made up. Only `nothing` and `keep_previous` may be answered."))
        return
    try:
        converted(rule, target)
    except RowRefused as refused:
        section.complain(key, refused.reason)
