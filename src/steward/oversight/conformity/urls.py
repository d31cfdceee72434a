"""The chapter's own addresses."""

from django.urls import path
from django.views.decorators.http import require_http_methods, require_safe

from steward.oversight.conformity import ahead_page, clause_page, guests_page, map_page, packs_page

_form = require_http_methods(["GET", "HEAD", "POST"])

urlpatterns = [
    path("conformity/", require_safe(map_page.shown), name="conformity"),
    path("conformity/ahead/", require_safe(ahead_page.shown), name="conformity_ahead"),
    path("conformity/auditors/", _form(guests_page.page), name="external_auditors"),
    path("conformity/packs/", _form(packs_page.packs), name="audit_packs"),
    path("conformity/packs/<int:pk>/file/", require_safe(packs_page.download), name="audit_pack_file"),
    path("conformity/<str:clause>/", require_safe(clause_page.shown), name="conformity_clause"),
]
