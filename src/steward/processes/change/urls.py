"""Change management's own addresses."""

from django.urls import path
from django.views.decorators.http import require_POST, require_safe

from steward.processes.change import views
from steward.processes.change.board import views as board
from steward.processes.change.board.process import BOARD_MEETING

_MEETING = {"process": BOARD_MEETING}
_ROOM = "board_meeting/<str:number>/"

urlpatterns = [
    path("change/schedule/", require_safe(views.schedule), name="change_schedule"),
    path("change/schedule.pdf", require_safe(views.schedule_printed), name="change_schedule_paper"),
    path("change/figures/", require_safe(views.month_by_month), name="change_figures"),
    path("change/<str:number>/apply/", require_POST(views.apply_planned), name="change_apply"),
    path("feeds/change/<str:token>/schedule.ics", require_safe(views.subscribed), name="change_feed"),
    path(f"{_ROOM}room/", require_safe(board.room), _MEETING, name="board_meeting_room"),
    path(f"{_ROOM}vote/", require_POST(board.cast), _MEETING, name="board_meeting_vote"),
    path(f"{_ROOM}conclude/", require_POST(board.close), _MEETING, name="board_meeting_conclude"),
]
