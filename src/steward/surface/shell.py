"""The frame of every page inside: menu with counts, search, account, notices; one statement."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.db import connection
from django.db.models.expressions import RawSQL
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from steward.kernel import policy
from steward.kernel.catalogue import all_places, all_processes, all_registers
from steward.kernel.models import Record
from steward.kernel.statement import sql_of
from steward.people.context import current_actor
from steward.surface.times import short

if TYPE_CHECKING:
    from django.http import HttpRequest

    from steward.kernel.process import Process
    from steward.people.actor import Actor

MOST = 99
HUES = 10
# Who reads the mails that an installation keeps.
MAIL_READERS = ("administrator",)
# The groups of the menu, in their order.
_FLOORS = ("processes", "registers", "oversight")
# One plan for all kinds of an audience; the cap keeps the counts cheap however many are open.
_OPEN = """select asked.kind, (select count(*) from ({} limit 100) as few)
    from unnest(%s::text[]) as asked (kind)"""
_KIND = RawSQL("asked.kind", ())
_UNREAD = """select 'notices', count(*) from (select 1 from kernel_noticerow
    where user_id = %s::bigint and read_at is null limit 100) as few"""
_READY = """select 'ended', (select count(*) from surface_export
    where user_id = %s::bigint and ended_at is not null and seen_at is null) + (select count(*) from surface_import
    where user_id = %s::bigint and ended_at is not null and seen_at is null)"""


def initials(name: str) -> str:
    """The family name of a Chinese name, up to two initials of a Latin one."""
    words = name.split()
    if not words:
        return "?"
    if ord(words[0][0]) > 0x2E80:  # noqa: PLR2004  where CJK scripts begin
        return words[0][0]
    return "".join(word[0] for word in words[:2]).upper()


def hue(key: int | None) -> int:
    """The colour of a person, the same on every page."""
    return (key or 0) % HUES


def menu_processes(actor: Actor) -> list[Process]:
    """The processes that this actor has something to do with."""
    return [
        process
        for process in all_processes()
        if actor.is_provider or process.contact_sees or actor.holds_anywhere(process.opened_by)
    ]


def _counts(actor: Actor, processes: list[Process]) -> dict[str, int]:
    questions, params = [], list[Any]()
    # What an actor sees differs by audience alone.
    for audience in dict.fromkeys(process.audience for process in processes):
        kinds = [process for process in processes if process.audience == audience]
        seen = Record.objects.filter(policy.visible_to(actor, kinds[0]), kind=_KIND, is_open=True)
        question, values = sql_of(seen.values("pk"))
        questions.append(_OPEN.format(question))
        params += [*values, [process.kind for process in kinds]]
    waiting = [place for place in all_places() if place.counted]
    questions += [*(f"select %s::text, ({place.counted})" for place in waiting), _UNREAD, _READY]
    params += [value for place in waiting for value in (place.key, actor.id)]
    with connection.cursor() as cursor:
        cursor.execute(" union all ".join(questions), [*params, *[actor.id] * 3])
        return dict(cursor.fetchall())


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _capped(count: int) -> str | None:
    if not count:
        return None
    return f"{MOST}+" if count > MOST else str(count)


def _menu(actor: Actor, processes: list[Process], counts: dict[str, int], path: str) -> list[dict[str, Any]]:
    by_floor: dict[str, list[dict[str, Any]]] = {floor: [] for floor in _FLOORS}
    for process in processes:
        by_floor[_floor_of(process)].append(_kind_item(process, counts, path))
    start = [
        {
            **_item(place.icon, str(place.label), place.address, path),
            "key": place.key,
            "count": _capped(counts.get(place.key, 0)),
        }
        for place in all_places()
        if actor.is_provider and actor.holds_anywhere(place.roles)
    ]
    titles = {"registers": _("What we keep"), "oversight": _("How we know")}
    groups = [{"title": "", "items": [*start, *by_floor["processes"]]}]
    groups += [{"title": title, "items": by_floor[floor]} for floor, title in titles.items() if by_floor[floor]]
    if actor.is_provider:
        rows = [_item(r.menu_icon, str(r.label_plural), f"/registers/{r.kind}/", path) for r in all_registers()]
        if keeps_mails() and actor.holds_anywhere(MAIL_READERS):
            rows.append(_item("mail", _("Kept mails"), "/mail/", path))
        groups.append({"title": _("Organisation"), "items": rows})
    return groups


def _floor_of(process: Process) -> str:
    """Whether its records are what the provider does, keeps or knows itself by: the floor that states it says so."""
    return next((floor for floor in _FLOORS if f".{floor}." in process.model.__module__), _FLOORS[0])


def _kind_item(process: Process, counts: dict[str, int], path: str) -> dict[str, Any]:
    url = f"/{process.kind}/"
    item = _item(process.menu_icon, str(process.label_plural), url, path)
    return {**item, "key": process.kind, "count": _capped(counts.get(process.kind, 0))}


def keeps_mails() -> bool:
    """Whether this installation keeps its mails in a folder instead of sending them, as the demo does."""
    return settings.EMAIL_BACKEND == "django.core.mail.backends.filebased.EmailBackend"


def _item(icon: str, label: str, url: str, path: str) -> dict[str, Any]:
    return {
        "key": icon,
        "label": label,
        "url": url,
        "icon": icon,
        "count": None,
        "current": path.startswith(url),
    }


def shell(request: HttpRequest) -> dict[str, Any]:
    """The context that surface/layout.html reads."""
    actor = current_actor()
    processes = menu_processes(actor)
    counts = _counts(actor, processes)
    staff = None
    if actor.staff_until:
        text = _("Staff session until %(time)s: you see all customers' records, and this is logged.")
        staff = {
            "text": text % {"time": short(actor.staff_until, actor.zone)},
            "end_url": _address("staff_session_end"),
        }
    return {
        "product": "Steward",
        "menu": _menu(actor, processes, counts, request.path),
        "user": {
            "name": actor.name,
            "initials": initials(actor.name),
            "color": hue(actor.person_id),
            "url": _address("my_account"),
        },
        "search_url": "/search/",
        "language": {
            "current": actor.language,
            "other_label": "English" if actor.language.startswith("zh") else "简体中文",
            "url": "/language/",
        },
        "theme": actor.theme,
        "theme_url": "/theme/",
        "notices": {"count": counts.get("notices", 0), "url": _address("notices")},
        "exports": {"count": counts.get("ended", 0), "url": _address("exports")},
        "messages": [{"level": m.level_tag, "text": str(m)} for m in get_messages(request)],
        "staff_session": staff,
        "logout_url": _address("account_logout"),
    }
