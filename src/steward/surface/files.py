"""Files of records: taken in, and given out as attachments only, never shown in the page's own origin."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO, Protocol, cast

from django.contrib import messages
from django.http import FileResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from steward.kernel.attaching import attach as attach_file
from steward.kernel.attaching import attachment_of, place_of
from steward.kernel.refusal import Invalid
from steward.people.context import current_actor
from steward.surface.accepting import takes

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from steward.kernel.process import Process


class Kept(Protocol):
    """A file that lies under its digest."""

    name: str
    media_type: str
    sha256: str


@takes("file", "reach")
def attach(request: HttpRequest, process: Process, number: str) -> HttpResponseBase:
    """Takes a file in."""
    given = request.FILES.get("file")
    if given is None:
        raise Invalid({"file": [_("Choose a file first.")]})
    reach = request.POST.get("reach", "")
    attach_file(
        process,
        number,
        actor=current_actor(),
        name=given.name or "",
        media_type=given.content_type or "",
        content=cast("BinaryIO", given.file),
        reach=int(reach) if reach in ("1", "2", "3") else None,
    )
    messages.success(request, _("Attached."))
    return HttpResponseRedirect(f"/{process.kind}/{number}/", status=303)


def download(_request: HttpRequest, process: Process, number: str, pk: int) -> HttpResponseBase:
    """Gives a file out."""
    return given_out(attachment_of(process, number, pk, current_actor()))


def given_out(found: Kept) -> HttpResponseBase:
    """The answer that holds a file, to be saved."""
    file = place_of(found.sha256).open("rb")
    response = FileResponse(file, as_attachment=True, filename=found.name, content_type=found.media_type)
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
