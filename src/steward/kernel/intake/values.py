"""Values from outside: read by the model's own fields, refused by a sentence a field, unknown ones too."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from steward.kernel.attributes import AttributesField
from steward.kernel.cleaning import clean_text
from steward.kernel.intake.relations import PLACES, Found, find
from steward.kernel.named import with_keys
from steward.kernel.outcomes import OUTCOMES
from steward.kernel.refusal import Invalid
from steward.kernel.sheet import SheetField
from steward.kernel.ties import TIED
from steward.people.grid import GridField

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from steward.kernel.process import Declared
    from steward.people.actor import Actor

MOST_TAGS = 20
# Of a text whose column names no limit of its own.
LONGEST_TEXT = 20_000
FIRST_YEAR, LAST_YEAR = 1990, 2100


@cache
def field_of(process: Declared, name: str) -> models.Field[Any, Any]:
    """The model field of a process by name. Raises FieldDoesNotExist."""
    if name in OUTCOMES and getattr(process, "clocks", None):
        return OUTCOMES[name]
    if name == TIED.name:
        return TIED
    field = process.model._meta.get_field(name)  # noqa: SLF001  Django's documented interface
    if not isinstance(field, models.Field):
        raise FieldDoesNotExist(name)
    return field


@cache
def _form_field(process: Declared, name: str) -> forms.Field:
    field = field_of(process, name).formfield(required=False)
    if field is None:
        raise FieldDoesNotExist(name)
    return field


def _read_moment(raw: object, zone: str) -> datetime | None:
    """A time; without an offset it is meant in the actor's zone."""
    if raw in (None, ""):
        return None
    text = str(raw).strip()
    try:
        moment = parse_datetime(text.replace(" ", "T", 1))
    except ValueError:
        moment = None
    if moment is None:
        raise ValidationError(_("This is no date and time. Write it as 2026-03-31 14:05."))
    aware = moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))
    if not FIRST_YEAR <= aware.year < LAST_YEAR:
        raise ValidationError(
            _("The year must be between %(first)d and %(last)d.") % {"first": FIRST_YEAR, "last": LAST_YEAR - 1}
        )
    return aware.astimezone(UTC)


def _read_tags(raw: object) -> list[str]:
    """Tags as a list, or as one text with commas."""
    parts = raw if isinstance(raw, list) else str(raw or "").replace("，", ",").split(",")
    tags = list(dict.fromkeys(clean_text(str(part)).strip() for part in parts))
    tags = [tag for tag in tags if tag]
    if len(tags) > MOST_TAGS or any(len(tag) > 40 for tag in tags):  # noqa: PLR2004  the column's length
        raise ValidationError(_("At most 20 tags, each of at most 40 characters."))
    return tags


def _read_plain(process: Declared, name: str, raw: object, actor: Actor) -> Any:
    field = field_of(process, name)
    if name == "tags":
        return _read_tags(raw)
    if isinstance(field, GridField):
        return field.read(raw)
    if isinstance(field, SheetField):
        return with_keys(field, field.read([] if raw is None else raw, actor.zone))
    if isinstance(field, AttributesField):
        return field.read({} if raw is None else raw)
    if isinstance(field, models.DateTimeField):
        value: Any = _read_moment(raw, actor.zone)
    elif isinstance(field, models.JSONField):
        value = _read_json(raw)
    else:
        value = _read_single(process, name, field, raw)
    return _nothing(field) if value in (None, "") else value


def _nothing(field: models.Field[Any, Any]) -> str | None:
    """What the column keeps where nothing was stated; a number or a day that must be there is asked for."""
    if field.null:
        return None
    if field.empty_strings_allowed:
        return ""
    raise ValidationError(_("This is needed."))


def _read_json(raw: object) -> object:
    """JSON as the database takes it: its texts cleaned, without NaN or infinity, not nested without end."""
    try:
        json.dumps(raw, allow_nan=False)
        return _clean_json(raw)
    except (ValueError, RecursionError):
        raise ValidationError(_("This is no valid JSON.")) from None


def _clean_json(value: object) -> object:
    if isinstance(value, dict):
        return {clean_text(name): _clean_json(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_clean_json(each) for each in value]
    return clean_text(value) if isinstance(value, str) else value


def _read_single(process: Declared, name: str, field: models.Field[Any, Any], raw: object) -> Any:
    """One text, number, day or flag, as a form would send it."""
    if isinstance(raw, (list, dict)):
        raise ValidationError(_("A single value is expected here."))
    if isinstance(raw, bool) and not isinstance(field, models.BooleanField):
        raise ValidationError(_("A text or number is expected here."))
    # A field for days can't read a number.
    text = raw if raw is None or isinstance(raw, bool) else clean_text(str(raw)).strip()
    if isinstance(text, str) and len(text) > LONGEST_TEXT:
        raise ValidationError(_("At most %(most)d characters.") % {"most": field.max_length or LONGEST_TEXT})
    value = _form_field(process, name).clean(text)
    # The form's choice of numbers answers text; the column's own type decides.
    value = field.to_python(value) if value not in (None, "") else value
    if isinstance(field, models.IntegerField):
        # The driver would cut a number too big for its column without a word.
        field.run_validators(value)
    return value


def _relation(field: models.Field[Any, Any]) -> type[models.Model] | None:
    if not isinstance(field, models.ForeignKey):
        return None
    model: Any = field.related_model
    return next((place for place in PLACES if issubclass(model, place)), None)


def _read_relations(
    process: Declared,
    wanted: Mapping[str, tuple[type[models.Model], object]],
    actor: Actor,
    faults: dict[str, list[str]],
) -> dict[str, Found]:
    found = find(wanted, actor)
    for name, (_model, raw) in wanted.items():
        if name not in found:
            shown = clean_text(str(raw))[:60]
            faults[name] = [
                _("%(field)s: there is no “%(value)s” that you may choose.")
                % {"field": field_of(process, name).verbose_name, "value": shown}
            ]
    return found


def read_values(
    process: Declared, raw: Mapping[str, object], allowed: Collection[str], actor: Actor
) -> tuple[dict[str, Any], dict[str, Found]]:
    """Values by field name, and the rows that the relations among them name.

    Relations come as ids under the field's attribute name (`team_id`). Raises Invalid with a sentence for each bad
    value and each name that is not in `allowed`.
    """
    values: dict[str, Any] = {}
    faults: dict[str, list[str]] = {}
    wanted: dict[str, tuple[type[models.Model], object]] = {}
    for name, given in raw.items():
        if name not in allowed:
            faults[clean_text(name)[:60]] = [_("There is no such field here, or it may not be set this way.")]
            continue
        model = _relation(field_of(process, name))
        try:
            if model is None:
                values[name] = _read_plain(process, name, given, actor)
            elif given in (None, ""):
                values[f"{name}_id"] = None
            elif isinstance(given, (str, int)) and not isinstance(given, bool):
                wanted[name] = (model, clean_text(given).strip() if isinstance(given, str) else given)
            else:
                raise ValidationError(_("A key or a number is expected here."))  # noqa: TRY301  one place shapes the sentence
        except ValidationError as error:
            faults[name] = [str(message) for message in error.messages]
    found = _read_relations(process, wanted, actor, faults)
    if faults:
        raise Invalid(faults)
    values.update((f"{name}_id", row.id) for name, row in found.items())
    return values, found
