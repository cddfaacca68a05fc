"""Browser windows that watch what goes wrong in them while a story is told."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response

from portal.accounts.demo import DEMO_PASSWORD
from tests.browser.portal_process import address_of

DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
LOCALES = {"de": "de-DE", "en": "en-GB"}
SIGN_IN = {
    "de": ("E-Mail-Adresse", "Passwort", "Anmelden"),
    "en": ("Mail address", "Password", "Sign in"),
}
STATUS_LINE = "Failed to load resource"
"""What Chromium says of any status of 400 and above; `_watch_response` knows which ones count."""


@dataclass
class Windows:
    """Opens windows for one test; `problems` collects what none of them should have met."""

    browser: Browser
    url: str
    sessions: dict[str, Any]
    """Cookies by name of person, kept for the whole run."""
    opened: list[BrowserContext] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    expected: set[int] = field(default_factory=set)
    """Statuses that a script of this story may be answered with."""

    def open(
        self,
        language: str = "de",
        *,
        who: str = "",
        javascript: bool = True,
        phone: bool = False,
        **options: Any,
    ) -> Page:
        """A new window with its own cookies; `who` is signed in in it."""
        settings: dict[str, Any] = {
            "base_url": self.url,
            "viewport": PHONE if phone else DESKTOP,
            "locale": LOCALES[language],
            "timezone_id": "Europe/Berlin",
            "java_script_enabled": javascript,
            "reduced_motion": "reduce",
            "storage_state": self._session(who) if who else None,
            **options,
        }
        context = self.browser.new_context(**settings)
        context.set_default_timeout(20_000)
        self.opened.append(context)
        context.on("page", self._watch)
        return context.new_page()

    def close(self) -> None:
        """Close every window."""
        for context in self.opened:
            context.close()

    def keep(self, folder: Path, name: str) -> None:
        """Picture and HTML of every page, for whoever looks why a test failed."""
        folder.mkdir(parents=True, exist_ok=True)
        pages = [page for context in self.opened for page in context.pages]
        for number, page in enumerate(pages, start=1):
            page.screenshot(path=folder / f"{name}-{number}.png", full_page=True)
            (folder / f"{name}-{number}.html").write_text(page.content(), encoding="utf-8")

    def _session(self, who: str) -> Any:
        if who not in self.sessions:
            context = self.browser.new_context(base_url=self.url, locale="de-DE")
            sign_in(context.new_page(), who)
            self.sessions[who] = context.storage_state()
            context.close()
        return self.sessions[who]

    def _watch(self, page: Page) -> None:
        page.on("console", self._watch_console)
        page.on("pageerror", lambda error: self.problems.append(f"script error: {error}"))
        page.on("request", self._watch_request)
        page.on("response", self._watch_response)

    def _watch_console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(STATUS_LINE):
            self.problems.append(f"console: {message.text}")

    def _watch_request(self, request: Request) -> None:
        if not request.url.startswith((self.url, "data:", "blob:")):
            self.problems.append(f"asks another host: {request.url}")

    def _watch_response(self, response: Response) -> None:
        document = response.request.resource_type == "document"
        if response.status >= 400 and not document and response.status not in self.expected:
            self.problems.append(f"{response.status} for {response.url}")


def sign_in(page: Page, who: str, language: str = "de") -> None:
    """Sign in by the form, which is opened if it is not there."""
    address, password, button = SIGN_IN[language]
    if "/agent/" not in page.url:
        page.goto("/agent/sign-in")
    page.get_by_label(address).fill(address_of(who))
    page.get_by_label(password, exact=True).fill(DEMO_PASSWORD)
    page.get_by_role("main").get_by_role("button", name=button).click()
