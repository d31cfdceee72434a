"""The routes of one process, made from its declaration."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from ninja import Router

from steward.kernel.attaching import SAFE_TYPES
from steward.kernel.raising import offered
from steward.surface.rest import answers as told
from steward.surface.rest import records, schemas, story
from steward.surface.rest.serving import serve

if TYPE_CHECKING:
    from collections.abc import Callable

    from steward.kernel.places import Place
    from steward.kernel.process import Process

ONE = "/{number}"


class Routes:
    """Adds operations under one word to their router; an address answers with and without its last slash."""

    def __init__(self, word: str) -> None:
        """Begins with an empty router."""
        self.word, self.router = word, Router(tags=[word])

    def add(
        self,
        method: str,
        path: str,
        view: Callable[..., Any],
        summary: str,
        *,
        answers: dict[int, Any],
        described: dict[str, Any] | None = None,
    ) -> None:
        """Adds `view` under `method` and `path`."""
        words = path.replace("int:", "").strip("/").replace("{", "").replace("}", "").replace("/", "_")
        name = f"{self.word}_{words or 'list'}_{method.lower()}"
        words_of: dict[str, Any] = {"summary": summary, "response": answers, "openapi_extra": described or {}}
        self.router.api_operation([method], f"{path}/", operation_id=name, **words_of)(view)
        self.router.api_operation([method], path, include_in_schema=False, **words_of)(view)


def place_router(place: Place) -> Router:
    """The operations of a page that stands beside the lists."""
    routes = Routes(place.key)
    if place.operations:
        place.operations(routes)
    return routes.router


def router_of(process: Process) -> Router:
    """Every operation of one process."""
    routes = Routes(process.kind)
    # First, for a word after the kind would else be taken for a number.
    for add in process.operations:
        add(routes)
    _add_records(routes, process)
    _add_moves(routes, process)
    _add_story(routes, process)
    _add_files(routes, process)
    _add_ties(routes, process)
    _add_raises(routes, process)
    return routes.router


def _add_records(routes: Routes, process: Process) -> None:
    def index(request: HttpRequest) -> Any:
        return serve(request, partial(records.index, process))

    def create(request: HttpRequest) -> Any:
        return serve(request, partial(records.create, process))

    def read(request: HttpRequest, number: str) -> Any:
        return serve(request, partial(records.read, process, number))

    def amend(request: HttpRequest, number: str) -> Any:
        return serve(request, partial(records.amend, process, number))

    record = schemas.record_model(process)
    page, filters = schemas.page_model(process), schemas.filters_of(process)
    new, changes = schemas.new_body(process), schemas.amend_body(process)
    routes.add("GET", "", index, "List", answers={200: page}, described=filters)
    routes.add("POST", "", create, "Open", answers={201: record}, described=schemas.body_of(new))
    routes.add("GET", ONE, read, "Read", answers={200: record})
    routes.add("PATCH", ONE, amend, "Amend", answers={200: record}, described=schemas.body_of(changes, schemas.MATCH))


def _add_moves(routes: Routes, process: Process) -> None:
    def moves(request: HttpRequest, number: str) -> Any:
        return serve(request, partial(records.moves, process, number))

    def move(request: HttpRequest, number: str, name: str) -> Any:
        return serve(request, partial(records.move, process, number, name))

    def decisions(request: HttpRequest, number: str) -> Any:
        return serve(request, partial(records.decisions, process, number))

    def decide(request: HttpRequest, number: str) -> Any:
        return serve(request, partial(records.decide, process, number))

    answers = {200: schemas.record_model(process)}
    answered = schemas.body_of(schemas.move_body(process, process.moves), schemas.MATCH)
    decided = schemas.body_of(schemas.DecisionBody, schemas.MATCH)
    routes.add("GET", f"{ONE}/moves", moves, "Moves, and why not", answers={200: told.Moves})
    routes.add("POST", f"{ONE}/moves/{{name}}", move, "Move", answers=answers, described=answered)
    routes.add("GET", f"{ONE}/decisions", decisions, "Decisions", answers={200: told.Decisions})
    routes.add("POST", f"{ONE}/decisions", decide, "Decide", answers=answers, described=decided)


def _add_story(routes: Routes, process: Process) -> None:
    def timeline(request: HttpRequest, number: str) -> Any:
        return serve(request, partial(story.timeline, process, number))

    def comments(request: HttpRequest, number: str) -> Any:
        return serve(request, partial(story.comments, process, number))

    def comment(request: HttpRequest, number: str) -> Any:
        return serve(request, partial(story.comment, process, number))

    body, entries = schemas.body_of(schemas.CommentBody), {200: told.Entries}
    paged, also = schemas.pages_of_story(), schemas.pages_of_story()
    routes.add("GET", f"{ONE}/timeline", timeline, "Timeline", answers=entries, described=paged)
    routes.add("GET", f"{ONE}/comments", comments, "Replies and notes", answers=entries, described=also)
    routes.add("POST", f"{ONE}/comments", comment, "Reply or note", answers={201: told.Entry}, described=body)


def _add_files(routes: Routes, process: Process) -> None:
    def attachments(request: HttpRequest, number: str) -> Any:
        return serve(request, partial(story.attachments, process, number))

    def attach(request: HttpRequest, number: str) -> Any:
        return serve(request, partial(story.attach, process, number))

    def download(request: HttpRequest, number: str, pk: int) -> Any:
        return serve(request, partial(story.download, process, number, pk))

    form = schemas.file_body()
    kinds = schemas.file_answer(*sorted(SAFE_TYPES), "application/octet-stream")
    routes.add("GET", f"{ONE}/attachments", attachments, "Files", answers={200: told.Files})
    routes.add("POST", f"{ONE}/attachments", attach, "Attach a file", answers={201: told.File}, described=form)
    routes.add("GET", f"{ONE}/attachments/{{int:pk}}", download, "Save a file", answers={200: None}, described=kinds)


def _add_ties(routes: Routes, process: Process) -> None:
    def links(request: HttpRequest, number: str) -> Any:
        return serve(request, partial(story.links, process, number))

    def link(request: HttpRequest, number: str) -> Any:
        return serve(request, partial(story.link, process, number))

    def watching(request: HttpRequest, number: str) -> Any:
        return serve(request, partial(story.watching, process, number))

    def watch(request: HttpRequest, number: str) -> Any:
        return serve(request, partial(story.watch, process, number, on=True))

    def unwatch(request: HttpRequest, number: str) -> Any:
        return serve(request, partial(story.watch, process, number, on=False))

    body, watched = schemas.body_of(schemas.LinkBody), {200: told.Watching}
    routes.add("GET", f"{ONE}/links", links, "Links", answers={200: told.Links})
    routes.add("POST", f"{ONE}/links", link, "Link", answers={201: told.Links}, described=body)
    routes.add("GET", f"{ONE}/watch", watching, "Whether you watch it", answers=watched)
    routes.add("PUT", f"{ONE}/watch", watch, "Watch", answers=watched)
    routes.add("DELETE", f"{ONE}/watch", unwatch, "Watch no more", answers=watched)


def _add_raises(routes: Routes, process: Process) -> None:
    """One address for each kind that is raised from this one."""
    for _raises, target in offered(process):
        body = schemas.body_of(schemas.raise_body(target))
        made = {201: schemas.record_model(target)}
        view = _raise(process, target)
        routes.add("POST", f"{ONE}/raises/{target.kind}", view, f"Raise: {target.kind}", answers=made, described=body)


def _raise(process: Process, target: Process) -> Callable[..., Any]:
    def raise_one(request: HttpRequest, number: str) -> Any:
        return serve(request, partial(records.raise_one, process, target, number))

    return raise_one
