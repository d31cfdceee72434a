"""Nouns of configuration management: classes, places, items, their relations and revisions, plans (manual 8.1)."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import connection, models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from steward.kernel.attributes import AttributesField
from steward.kernel.models import Record, RecordKey
from steward.kernel.refusal import Invalid
from steward.kernel.sheet import Column, SheetField
from steward.people.bilingual import Bilingual, in_chinese
from steward.people.models import Party
from steward.registers.configuration.relation_types import CHOICES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

MOST_UNITS, MOST_REPORT_DAYS = 60, 400
ATTRIBUTE_KINDS = (
    ("text", _("Text")), ("long", _("Long text")), ("number", _("Whole number")), ("day", _("Day")),
    ("moment", _("Time")), ("flag", _("Yes or no")), ("choice", _("Choice")),
)  # fmt: skip
# Of a choice: `key=label`, or words that are their own labels, separated by commas.
ATTRIBUTES = (
    Column("key", _("Key"), required=True),
    Column("zh", _("Chinese name"), required=True),
    Column("en", _("English name"), required=True),
    Column("kind", _("Kind"), "choice", choices=ATTRIBUTE_KINDS, required=True),
    Column("choices", _("Choices"), "long"),
    Column("unit", _("Unit")),
    Column("required", _("Needed"), "flag"),
)
RELATIONS = (
    Column("relation", _("Relation"), "choice", choices=CHOICES, required=True),
    Column("target", _("Configuration item"), required=True, names=("ci",)),
    Column("group", _("Redundancy group")),
    Column("needed", _("Of these needed"), "number"),
)


class Tree(Bilingual):
    """Adds a code, a parent and the path of codes from the root, by which a tree is sorted and cut."""

    KEY = "code"

    code = models.CharField(_("Code"), max_length=60, unique=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, verbose_name=_("Belongs to"))
    path = models.CharField(_("Path"), max_length=600, editable=False)

    class Meta:
        """No table of its own."""

        abstract = True

    def fill_in(self) -> None:
        """The path follows from the parent's. Raises Invalid where the tree would lead back to itself."""
        if not re.fullmatch(r"[\w.-]+", self.code):
            raise Invalid({"code": [gettext("A code is of letters, digits, dots and hyphens.")]})
        if self.parent and self.code in self.parent.path.split("/"):
            raise Invalid({"parent": [gettext("“%(code)s” would belong to itself.") % {"code": self.code}]})
        self.path = f"{self.parent.path}/{self.code}" if self.parent else self.code


_CHAIN = """select above.attributes from configuration_ciclass own join configuration_ciclass above
    on own.path = above.path or starts_with(own.path, above.path || '/') where own.{which} order by above.path"""


class CiClass(Tree):
    """A class of configuration items: its attributes beside those it has from above, and what names look like."""

    attributes = SheetField(_("Attributes"), columns=ATTRIBUTES)
    name_pattern = models.CharField(_("Pattern of names"), max_length=200, blank=True, default="")
    name_example = models.CharField(_("Example of a name"), max_length=100, blank=True, default="")
    needs_version = models.BooleanField(_("Needs a version"), default=False)
    is_active = models.BooleanField(_("Active"), default=True)

    class Meta:
        """Plain rows; their history is kept by trigger."""

        verbose_name = _("CI class")
        verbose_name_plural = _("CI classes")
        indexes = (
            # The choice in a form, in tree order.
            models.Index(fields=["path"], name="ci_class_tree"),
        )

    def fill_in(self) -> None:
        """Raises Invalid for a pattern that is none, or keys of attributes that are doubled or no words."""
        super().fill_in()
        try:
            re.compile(self.name_pattern)
        except re.error:
            raise Invalid({"name_pattern": [gettext("This is no valid pattern.")]}) from None
        above = self.columns_of(self.parent.code) if self.parent else ()
        keys = [each["key"] for each in self.attributes] + [column.key for column in above]
        wrong = [key for key in dict.fromkeys(keys) if keys.count(key) > 1 or not re.fullmatch(r"[a-z][a-z0-9_]*", key)]
        if wrong:
            text = gettext("A key is of small letters, digits and underscores, and stands once: %(keys)s.")
            raise Invalid({"attributes": [text % {"keys": ", ".join(wrong)}]})

    @classmethod
    def columns_of(cls, row: str | int | None) -> tuple[Column, ...]:
        """The attributes of a class as columns, those from above first; one statement."""
        if row in (None, ""):
            return ()
        which = "id = %s::bigint" if isinstance(row, int) else "code = %s::text"
        with connection.cursor() as cursor:
            cursor.execute(_CHAIN.format(which=which), [row])
            sheets = [json.loads(sheet) for (sheet,) in cursor.fetchall()]
        return tuple(_column(each) for sheet in sheets for each in sheet)

    @classmethod
    def columns_of_all(cls, rows: Iterable[int | None]) -> dict[int, tuple[Column, ...]]:
        """The same of many classes by id; one statement."""
        known = {row.pk: row for row in cls.objects.only("path", "code", "attributes").order_by("path")}
        own = {row.code: tuple(map(_column, row.attributes)) for row in known.values()}
        return {
            row: tuple(column for code in known[row].path.split("/") for column in own[code])
            for row in rows
            if row in known
        }

    @classmethod
    def every_key(cls) -> frozenset[str]:
        """The keys of all classes' attributes."""
        return frozenset(each["key"] for sheet in cls.objects.values_list("attributes", flat=True) for each in sheet)


def _column(stated: Mapping[str, str]) -> Column:
    name = stated["zh"] if in_chinese() else stated["en"]
    label = f"{name} ({stated['unit']})" if stated.get("unit") else name
    choices = tuple(_choices(stated.get("choices", "")))
    return Column(stated["key"], label, stated["kind"], choices, bool(stated.get("required")))  # type: ignore[arg-type]  # one of the kinds


def _choices(text: str) -> Iterable[tuple[str, str]]:
    for part in re.split(r"[,，\n]", text):
        key, _sign, label = part.partition("=")
        if key.strip():
            yield key.strip(), label.strip() or key.strip()


class Place(Tree):
    """Where things stand: a site, a room in it, a rack in that, with its units; at our company or another's."""

    class Kind(models.TextChoices):
        """From the large to the small."""

        SITE = "site", _("Site")
        BUILDING = "building", _("Building")
        ROOM = "room", _("Room")
        ROW = "row", _("Row of racks")
        RACK = "rack", _("Rack")
        STORE = "store", _("Store")

    kind = models.CharField(_("Kind"), max_length=20, choices=Kind.choices)
    party = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name=_("Company"))
    address = models.CharField(_("Address"), max_length=300, blank=True, default="")
    units = models.PositiveSmallIntegerField(
        _("Rack units"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(MOST_UNITS)]
    )

    class Meta:
        """Rows of other companies are not there; their history is kept by trigger."""

        verbose_name = _("Place")
        verbose_name_plural = _("Places")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(kind="rack", units__isnull=False) | (~models.Q(kind="rack")), name="rack_has_units"
            ),
        )
        indexes = (
            # The choice in a form, in tree order.
            models.Index(fields=["path"], name="place_tree"),
        )


class Criticality(models.IntegerChoices):
    """How much the business feels it."""

    VITAL = 1, _("Vital")
    HIGH = 2, _("Important")
    MEDIUM = 3, _("Ordinary")
    LOW = 4, _("Slight")


class Face(models.TextChoices):
    """Which side of a rack something takes."""

    FRONT = "front", _("Front")
    REAR = "rear", _("Rear")
    BOTH = "both", _("Whole depth")


class ConfigurationItem(Record):
    """A thing under control. Its title is the name that its class's pattern demands."""

    record = models.OneToOneField(
        Record, models.PROTECT, parent_link=True, primary_key=True, db_constraint=False, related_name="+"
    )
    ci_class = models.ForeignKey(CiClass, models.PROTECT, related_name="+", verbose_name=_("Class"))
    attributes = AttributesField(_("Attributes"), by="ci_class")
    serial = models.CharField(_("Serial number"), max_length=120, blank=True, default="")
    version_label = models.CharField(_("Version of the item"), max_length=80, blank=True, default="")
    criticality = models.PositiveSmallIntegerField(_("Criticality"), choices=Criticality.choices, default=3)
    place = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Place"))
    rack_unit = models.PositiveSmallIntegerField(
        _("Lowest rack unit"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(MOST_UNITS)]
    )
    rack_height = models.PositiveSmallIntegerField(
        _("Height in units"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(MOST_UNITS)]
    )
    rack_face = models.CharField(_("Side of the rack"), max_length=10, choices=Face.choices, null=True, blank=True)
    warranty_until = models.DateField(_("Warranty until"), null=True, blank=True)
    relations = SheetField(_("Relations"), columns=RELATIONS, most=200, on_page=False)
    change = RecordKey(
        kinds=("change",), of_write=True, null=True, blank=True, db_constraint=False,
        verbose_name=_("Authorising change"),
    )  # fmt: skip
    accepted_on = models.DateField(_("Accepted on"), null=True, blank=True)
    acceptance = models.TextField(_("Acceptance"), max_length=2000, blank=True, default="")
    disposed_on = models.DateField(_("Disposed of on"), null=True, blank=True)
    disposal = models.TextField(_("Disposal"), max_length=2000, blank=True, default="")
    cancel_reason = models.TextField(_("Reason of the cancellation"), max_length=2000, blank=True, default="")
    revision = models.PositiveIntegerField(_("Revision"), default=1, editable=False)

    class Meta:
        """Rows are protected as their records are, and written under a change where the project is under control."""

        verbose_name = _("Configuration item")
        verbose_name_plural = _("Configuration items")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(rack_unit__isnull=True)
                | models.Q(place__isnull=False, rack_height__isnull=False, rack_face__isnull=False),
                name="ci_in_rack_is_whole",
            ),
        )
        indexes = (
            # The list by class, and the counts of a class.
            models.Index(fields=["ci_class", "-record"], name="ci_by_class"),
            # What stands in a place: the rack's view.
            models.Index(fields=["place", "rack_unit"], condition=models.Q(place__isnull=False), name="ci_by_place"),
            # Warranties that end: the list by that day.
            models.Index(
                fields=["warranty_until"], condition=models.Q(warranty_until__isnull=False), name="ci_by_warranty"
            ),
        )


class Relation(models.Model):
    """A relation of an item for as long as it held; written by trigger from what the item states."""

    source = models.ForeignKey(Record, models.PROTECT, related_name="+", db_constraint=False)
    target = models.ForeignKey(Record, models.PROTECT, related_name="+", db_constraint=False)
    relation = models.CharField(max_length=20)
    group = models.CharField(max_length=300, blank=True, default="")
    needed = models.PositiveIntegerField(null=True)
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True)
    change_id = models.BigIntegerField(null=True)
    ended_by_change_id = models.BigIntegerField(null=True)

    class Meta:
        """Once at a time; read from both ends."""

        constraints = (
            models.UniqueConstraint(
                fields=["source", "target", "relation"], condition=models.Q(valid_to__isnull=True), name="relation_once"
            ),
            models.CheckConstraint(condition=~models.Q(source=models.F("target")), name="relation_not_to_itself"),
        )
        indexes = (
            # Impact, root causes and an item's page, now: from either end.
            models.Index(fields=["target", "relation"], condition=models.Q(valid_to__isnull=True), name="relation_in"),
            # The same of any moment.
            models.Index(fields=["target", "valid_from"], name="relation_in_past"),
            models.Index(fields=["source", "valid_from"], name="relation_out_past"),
        )

    def __str__(self) -> str:
        """The relation."""
        return self.relation


class Revision(models.Model):
    """An item as it was from one moment on; written by trigger at each write, never altered."""

    record = models.ForeignKey(Record, models.PROTECT, related_name="+", db_constraint=False)
    revision = models.PositiveIntegerField()
    valid_from = models.DateTimeField()
    change_id = models.BigIntegerField(null=True)
    snapshot = models.JSONField()
    recorded_at = models.DateTimeField()

    class Meta:
        """Found by the item, latest first."""

        indexes = (
            # The history of an item, and its state at a moment.
            models.Index(fields=["record", "-valid_from", "-id"], name="revision_of_ci"),
        )

    def __str__(self) -> str:
        """Which one."""
        return str(self.revision)


class ConfigurationPlan(Record):
    """The plan of a project's configuration management, with every part that the manual names (8.1.3)."""

    record = models.OneToOneField(
        Record, models.PROTECT, parent_link=True, primary_key=True, db_constraint=False, related_name="+"
    )
    scope = models.TextField(_("Scope, depth and detail"), blank=True, default="")
    goals = models.TextField(_("Goals and policy"), blank=True, default="")
    duties = models.TextField(_("Roles and responsibilities"), blank=True, default="")
    change_control = models.TextField(_("Control of changes"), blank=True, default="")
    status_accounting = models.TextField(_("Status accounting"), blank=True, default="")
    verification = models.TextField(_("Verification of integrity and audit"), blank=True, default="")
    protection = models.TextField(_("Access, protection and retrieval"), blank=True, default="")
    builds = models.TextField(_("Control of versions, builds and releases"), blank=True, default="")
    interfaces = models.TextField(_("Interfaces"), blank=True, default="")
    resources = models.TextField(_("Resources and training"), blank=True, default="")
    suppliers = models.TextField(_("Suppliers"), blank=True, default="")
    report_days = models.PositiveSmallIntegerField(
        _("Reported at least every (days)"), null=True, blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_REPORT_DAYS)],
    )  # fmt: skip
    review_on = models.DateField(_("Next review on"), null=True, blank=True)
    review_result = models.TextField(_("Result of the review"), max_length=2000, blank=True, default="")
    end_reason = models.TextField(_("Why it ends"), max_length=2000, blank=True, default="")

    class Meta:
        """Rows are protected as their records are."""

        verbose_name = _("Configuration management plan")
        verbose_name_plural = _("Configuration management plans")
