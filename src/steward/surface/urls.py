"""The routes of a process and of the surface itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from steward.surface import account, factor_reset, files, list_page, preferences, registers, tailoring, views
from steward.surface.bulk import pages as bulk
from steward.surface.exports import pages as exports
from steward.surface.printing import views as printing

if TYPE_CHECKING:
    from django.urls import URLPattern

    from steward.kernel.process import Process
    from steward.people.register import Register

# A page that shows a form and takes it.
_form = require_http_methods(["GET", "HEAD", "POST"])


def routes(process: Process) -> list[URLPattern]:
    """Every page of one process."""
    kind, known = process.kind, {"process": process}
    one = f"{kind}/<str:number>/"
    return [
        path(f"{kind}/", require_safe(list_page.listing_view), known, name=f"{kind}_list"),
        path(f"{kind}/new/", _form(views.new), known, name=f"{kind}_new"),
        path(f"{kind}/picture/", require_safe(views.picture), known, name=f"{kind}_picture"),
        path(f"{kind}/views/", require_POST(list_page.save_view), known, name=f"{kind}_save_view"),
        path(f"{kind}/views/<int:pk>/delete/", require_POST(list_page.delete_view), known, name=f"{kind}_delete_view"),
        path(f"{kind}/export.<str:form>", _form(exports.export), known, name=f"{kind}_export"),
        path(one, require_safe(views.detail), known, name=f"{kind}_detail"),
        path(f"{one}paper.<str:form>", require_safe(printing.printed), known, name=f"{kind}_paper"),
        path(f"{one}amend/", _form(views.amend), known, name=f"{kind}_amend"),
        path(f"{one}move/<str:name>/", _form(views.move), known, name=f"{kind}_move"),
        path(f"{one}comments/", require_POST(views.comment), known, name=f"{kind}_comment"),
        path(f"{one}links/", require_POST(views.link), known, name=f"{kind}_link"),
        path(f"{one}watch/", require_POST(views.watch), known, name=f"{kind}_watch"),
        path(f"{one}tags/", require_POST(views.tag), known, name=f"{kind}_tag"),
        path(f"{one}why/<str:clock>/", require_safe(views.why), known, name=f"{kind}_why"),
        path(f"{one}files/", require_POST(files.attach), known, name=f"{kind}_attach"),
        path(f"{one}files/<int:pk>/", require_safe(files.download), known, name=f"{kind}_file"),
    ]


def register_routes(register: Register) -> list[URLPattern]:
    """Every page of one register."""
    at, known = f"registers/{register.kind}/", {"register": register}
    return [
        path(at, require_safe(registers.listing), known, name=f"register_{register.kind}"),
        path(f"{at}new/", _form(registers.edit), known, name=f"register_{register.kind}_new"),
        path(f"{at}<int:pk>/", _form(registers.edit), known, name=f"register_{register.kind}_edit"),
    ]


own = [
    path("registers/project/<int:pk>/tailoring/", _form(tailoring.page), name="tailoring"),
    path(
        "registers/project/<int:pk>/tailoring/<int:edition>/approve/",
        require_POST(tailoring.approve),
        name="tailoring_approve",
    ),
    path("registers/person/<int:pk>/account/", require_safe(factor_reset.page), name="person_account"),
    path("registers/person/<int:pk>/account/reset/", require_POST(factor_reset.reset), name="person_account_reset"),
    path("account/", require_safe(account.page), name="my_account"),
    path("account/tokens/", require_POST(account.make_token), name="make_token"),
    path("account/tokens/<int:pk>/withdraw/", require_POST(account.withdraw_token), name="withdraw_token"),
    path("account/staff/", require_POST(account.begin_staff_session), name="staff_session"),
    path("account/staff/end/", require_POST(account.end_staff_session), name="staff_session_end"),
    path("exports/", require_safe(exports.mine), name="exports"),
    path("exports/<int:pk>/cancel/", require_POST(exports.cancel), name="export_cancel"),
    path("exports/<int:pk>/file/", require_safe(exports.download), name="export_file"),
    path("bulk/", require_safe(bulk.mine), name="bulk"),
    path("bulk/<int:pk>/", _form(bulk.change), name="bulk_change"),
    path("bulk/<str:kind>/", _form(bulk.new), name="bulk_new"),
    path("search/", require_safe(list_page.search), name="search"),
    path("language/", require_POST(preferences.language), name="language"),
    path("theme/", require_POST(preferences.theme), name="theme"),
    path("choices/person/", require_safe(preferences.persons), name="choose_person"),
    path("choices/unit/", require_safe(preferences.units), name="choose_unit"),
    path("choices/record/", require_safe(preferences.records), name="choose_record"),
]
