"""The desk's addresses."""

from django.urls import path

from steward.desk import views

urlpatterns = [
    path("", views.start, name="start"),
    path("dashboard/", views.desk, name="dashboard"),
]
