"""The chapter's own addresses."""

from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from steward.registers.document import document_page, register_page, writing_page
from steward.registers.document.handing import copies_page, mine_page
from steward.registers.document.process import EDITION

urlpatterns = [
    path("documents/", require_safe(register_page.shown), name="documents"),
    path("documents/starters/", require_POST(register_page.take_in), name="document_starters"),
    path("copies/mine/", require_http_methods(["GET", "HEAD", "POST"])(mine_page.shown), name="copies_mine"),
    path("documents/<str:code>/", require_safe(document_page.read), name="document_read"),
    path("documents/<str:code>/draft/", require_POST(document_page.draft), name="document_draft"),
    path("documents/<str:code>/paper.<str:form>", require_safe(document_page.printed), name="document_paper"),
    path("documents/<str:code>/files/<int:pk>/", require_safe(document_page.file), name="document_file"),
    path(
        "edition/<str:number>/text/",
        require_http_methods(["GET", "HEAD", "POST"])(writing_page.write),
        {"process": EDITION},
        name="edition_text",
    ),
    path(
        "edition/<str:number>/copies/",
        require_http_methods(["GET", "HEAD", "POST"])(copies_page.shown),
        {"process": EDITION},
        name="edition_copies",
    ),
]
