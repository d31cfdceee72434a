"""Jobs deferred in the transaction of the act that wants them: both are there, or neither."""

from __future__ import annotations

from typing import TYPE_CHECKING

from procrastinate.contrib.django import app

if TYPE_CHECKING:
    from collections.abc import Iterable

    from procrastinate.types import JSONValue


def enqueue(task: str, **ids: JSONValue) -> None:
    """Defers a task by name; arguments are ids only, for the queue is readable to the web role."""
    app.configure_task(task).defer(**ids)


def enqueue_each(task: str, name: str, ids: Iterable[int]) -> None:
    """Defers a task once for each id, given to it as `name`; one statement for all of them."""
    each: list[dict[str, JSONValue]] = [{name: pk} for pk in ids]
    if each:
        app.configure_task(task).batch_defer(*each)
