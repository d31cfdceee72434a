"""The routes of a process and of the surface itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import path

from steward.surface import account, export, files, list_page, preferences, registers, tailoring, views

if TYPE_CHECKING:
    from django.urls import URLPattern

    from steward.kernel.process import Process
    from steward.people.register import Register


def routes(process: Process) -> list[URLPattern]:
    """Every page of one process."""
    kind, known = process.kind, {"process": process}
    one = f"{kind}/<str:number>/"
    return [
        path(f"{kind}/", list_page.listing_view, known, name=f"{kind}_list"),
        path(f"{kind}/new/", views.new, known, name=f"{kind}_new"),
        path(f"{kind}/picture/", views.picture, known, name=f"{kind}_picture"),
        path(f"{kind}/views/", list_page.save_view, known, name=f"{kind}_save_view"),
        path(f"{kind}/views/<int:pk>/delete/", list_page.delete_view, known, name=f"{kind}_delete_view"),
        path(f"{kind}/export.<str:form>", export.export, known, name=f"{kind}_export"),
        path(one, views.detail, known, name=f"{kind}_detail"),
        path(f"{one}amend/", views.amend, known, name=f"{kind}_amend"),
        path(f"{one}move/<str:name>/", views.move, known, name=f"{kind}_move"),
        path(f"{one}comments/", views.comment, known, name=f"{kind}_comment"),
        path(f"{one}links/", views.link, known, name=f"{kind}_link"),
        path(f"{one}watch/", views.watch, known, name=f"{kind}_watch"),
        path(f"{one}tags/", views.tag, known, name=f"{kind}_tag"),
        path(f"{one}why/<str:clock>/", views.why, known, name=f"{kind}_why"),
        path(f"{one}files/", files.attach, known, name=f"{kind}_attach"),
        path(f"{one}files/<int:pk>/", files.download, known, name=f"{kind}_file"),
    ]


def register_routes(register: Register) -> list[URLPattern]:
    """Every page of one register."""
    at, known = f"registers/{register.kind}/", {"register": register}
    return [
        path(at, registers.listing, known, name=f"register_{register.kind}"),
        path(f"{at}new/", registers.edit, known, name=f"register_{register.kind}_new"),
        path(f"{at}<int:pk>/", registers.edit, known, name=f"register_{register.kind}_edit"),
    ]


own = [
    path("registers/project/<int:pk>/tailoring/", tailoring.page, name="tailoring"),
    path("registers/project/<int:pk>/tailoring/<int:edition>/approve/", tailoring.approve, name="tailoring_approve"),
    path("account/", account.page, name="my_account"),
    path("account/tokens/", account.make_token, name="make_token"),
    path("account/tokens/<int:pk>/withdraw/", account.withdraw_token, name="withdraw_token"),
    path("account/staff/", account.begin_staff_session, name="staff_session"),
    path("account/staff/end/", account.end_staff_session, name="staff_session_end"),
    path("search/", list_page.search, name="search"),
    path("language/", preferences.language, name="language"),
    path("theme/", preferences.theme, name="theme"),
    path("choices/person/", preferences.persons, name="choose_person"),
]
