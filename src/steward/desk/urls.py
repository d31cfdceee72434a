"""The desk's addresses."""

from django.urls import path
from django.views.decorators.http import require_safe

from steward.desk import views

urlpatterns = [
    path("", require_safe(views.start), name="start"),
    path("dashboard/", require_safe(views.desk), name="dashboard"),
]
