"""Somebody of the cast in a browser: goes, presses, types, and notes whatever a page complains of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from psycopg import sql

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, Response

    from tests.database import TestDatabase
    from tests.journeys.serving import Steward

WIDE, PHONE = {"width": 1280, "height": 800}, {"width": 360, "height": 740}
# A refusal is an answer with its own status; the browser's remark on that is none of ours.
ANSWERED = "Failed to load resource: the server responded with a status of 4"
# What a page says of a question that it was still asking when its reader went on.
LEFT = ("htmx:afterRequest", "htmx:sendAbort", "htmx:sendError")


class Visitor:
    """One person, one window."""

    def __init__(self, steward: Steward, context: BrowserContext) -> None:
        """Opens a window and listens to it."""
        self.steward, self.context = steward, context
        self.page: Page = context.new_page()
        self.complaints: list[str] = []
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        self.page.on("dialog", self._asked)

    def _heard(self, said: ConsoleMessage) -> None:
        if said.type in ("error", "warning") and not said.text.startswith((ANSWERED, *LEFT)):
            self.complaints.append(f"{self.page.url}: {said.text}")

    def _asked(self, dialog: Any) -> None:
        if dialog.type != "beforeunload":
            self.complaints.append(f"{self.page.url}: a dialog said {dialog.message}")
        dialog.accept()

    def go(self, path: str) -> Response:
        """Opens a page by its address."""
        answer = self.page.goto(f"{self.steward.address}{path}")
        assert answer is not None
        return answer

    def log_in(self, username: str, then: str = "/incident/") -> Visitor:
        """Through the log-in form, as everybody."""
        from tests.cast import PASSWORD  # conftest.py reads this file before the applications are loaded

        self.go(f"/accounts/login/?next={then}")
        self.page.fill("#id_login", username)
        self.page.fill("#id_password", PASSWORD)
        self.press_default()
        return self

    def press_default(self, within: str = "form") -> Response:
        """Sends the form of the page by its main button."""
        with self.page.expect_navigation() as navigation:
            self.page.locator(f"{within} [data-default]").first.click()
        return navigation.value

    def fill(self, **values: str) -> None:
        """Types into fields by their names; a choice is chosen by its value."""
        for name, value in values.items():
            field = self.page.locator(f"#id_{name}")
            if field.evaluate("each => each.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(value)

    def send(self, **values: str) -> int:
        """Fills the form of the page and sends it; answers the status of what came."""
        self.fill(**values)
        return self.press_default("#form").status

    def text(self, selector: str) -> str:
        """What a reader reads there, in one line."""
        return " ".join(self.page.locator(selector).first.inner_text().split())

    def all(self, selector: str) -> Locator:
        """Every element of that kind."""
        return self.page.locator(selector)

    def path(self) -> str:
        """Where the window is."""
        return self.page.url.removeprefix(self.steward.address)


def prefer(database: TestDatabase, username: str, **wishes: str) -> None:
    """Gives somebody a language and colours, as if he had chosen them."""
    with database.connection.connect("owner") as connection:
        for column in wishes.keys() & {"language", "theme"}:
            query = sql.SQL("update people_user set {} = %s where username = %s").format(sql.Identifier(column))
            connection.execute(query, (wishes[column], username))
