"""The chapter's own addresses."""

from django.urls import path
from django.views.decorators.http import require_safe

from steward.oversight.audit.auditing import programme
from steward.oversight.audit.correcting import ageing

urlpatterns = [
    path("audit/programme/", require_safe(programme.shown), name="audit_programme"),
    path("nonconformity/ageing/", require_safe(ageing.shown), name="nonconformity_ageing"),
]
