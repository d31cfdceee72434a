"""The routes of notices: my own, the answer by link, and the demo's mails."""

from django.urls import path

from steward.channel.notices import answer_page, kept_mails, views

urlpatterns = [
    path("notices/", views.listing, name="notices"),
    path("notices/read/", views.mark_read, name="notices_read"),
    path("notices/preferences/", views.preferences, name="notice_preferences"),
    path("notices/<int:pk>/", views.go, name="notice"),
    path("answer/<str:token>/", answer_page.answer, name="answer"),
    path("mail/", kept_mails.listing, name="kept_mails"),
    path("mail/<str:name>/", kept_mails.show, name="kept_mail"),
]
