"""The registers of the organisation: profile, offices, certificates, duties, the matrix, the plan (manual 1.1, 2.1)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from steward.people.register import Register
from steward.registers.organisation.models import (
    Certificate,
    Communication,
    Office,
    Position,
    Responsibility,
    Statement,
)
from steward.registers.organisation.roles import KEEPERS

REGISTERS = (
    Register(
        kind="profile", model=Statement, label=_("Statement of the profile"), label_plural=_("Company profile"),
        menu_icon="party", columns=("subject", "text_zh", "text_en"), fields=("subject", "text_zh", "text_en"),
        required=("subject", "text_zh", "text_en"), kept_by=KEEPERS, ordered_by=("id",),
        searched=("text_zh", "text_en"),
    ),
    Register(
        kind="office", model=Office, label=_("Office"), label_plural=_("Offices"), menu_icon="place",
        columns=("unit", "address_zh", "address_en", "phone"),
        fields=("unit", "address_zh", "address_en", "phone", "purpose_zh", "purpose_en"),
        required=("unit", "address_zh", "address_en"), kept_by=KEEPERS, ordered_by=("unit__code",),
        searched=("address_zh", "address_en", "unit__name_zh", "unit__name_en"),
    ),
    Register(
        kind="certificate", model=Certificate, label=_("Certificate of the company"),
        label_plural=_("Certificates of the company"), menu_icon="shield",
        columns=("number", "name", "valid_from", "valid_until", "in_use"),
        fields=(
            "number", "name_zh", "name_en", "scope_zh", "scope_en", "issuer_zh", "issuer_en", "holder", "valid_from",
            "valid_until", "remind_days", "in_use", "kept_at",
        ),
        required=("number", "name_zh", "name_en", "scope_zh", "scope_en", "issuer_zh", "issuer_en", "valid_from",
                  "valid_until"),
        kept_by=KEEPERS, ordered_by=("-in_use", "valid_until"),
        searched=("number", "name_zh", "name_en", "scope_zh", "scope_en"), key="number",
    ),
    Register(
        kind="position", model=Position, label=_("Duty statement"), label_plural=_("Duty statements"),
        menu_icon="catalogue", columns=("role", "unit", "reports_to", "edition", "issued_on"),
        fields=("role", "unit", "reports_to", "duties_zh", "duties_en"), required=("role", "duties_zh", "duties_en"),
        kept_by=KEEPERS, ordered_by=("id",), searched=("role", "duties_zh", "duties_en"),
    ),
    Register(
        kind="responsibility", model=Responsibility, label=_("Responsibility"),
        label_plural=_("Responsibility matrix"), menu_icon="table", columns=("process", "role", "letter"),
        fields=("process", "role", "letter"), required=("process", "role", "letter"), kept_by=KEEPERS,
        ordered_by=("process", "letter", "role"), searched=("process", "role"),
    ),
    Register(
        kind="communication", model=Communication, label=_("Planned communication"),
        label_plural=_("Communication plan"), menu_icon="notice",
        columns=("code", "name", "form", "organiser", "every_days", "starts_on", "ends_on"),
        fields=("code", "name_zh", "name_en", "form", "audience_zh", "audience_en", "organiser", "every_days",
                "starts_on", "ends_on"),
        required=("code", "name_zh", "name_en", "form", "audience_zh", "audience_en", "organiser", "every_days",
                  "starts_on"),
        kept_by=KEEPERS, ordered_by=("code",), searched=("code", "name_zh", "name_en"), key="code",
    ),
)  # fmt: skip
