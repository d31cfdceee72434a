"""Change management's own addresses."""

from django.urls import path
from django.views.decorators.http import require_POST, require_safe

from steward.processes.change import views

urlpatterns = [
    path("change/schedule/", require_safe(views.schedule), name="change_schedule"),
    path("change/<str:number>/apply/", require_POST(views.apply_planned), name="change_apply"),
    path("feeds/change/<str:token>/schedule.ics", require_safe(views.subscribed), name="change_feed"),
]
