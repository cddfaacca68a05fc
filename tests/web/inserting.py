"""Looking for something to insert into a reply, and inserting it."""

import json

from tests.web.cases.conftest import address, reply_to
from tests.web.page_client import Page, PageClient


def looked_for(desk: PageClient, case: str, typed: str, what: str = "replies") -> Page:
    """The page after the button "Search", without JavaScript."""
    form = reply_to(desk.get(address(case)), "Getippt.") | {
        "insert-q": typed,
        "insert-what": what,
    }
    return desk.post(address(case, "insertions"), form, status=200)


def inserted(
    desk: PageClient, case: str, choice: str, *, body: str = "", status: int = 200, **more: str
) -> str:
    """What a script gets for a choice: the text, or what went wrong."""
    form = reply_to(desk.get(address(case)), body, due="") | {"insert": choice} | more
    answer = desk.post(address(case, "insertions"), form, status=status, Accept="application/json")
    found = json.loads(answer.body)
    return str(found["text"] if status == 200 else found["problem"])


def buttons(page: Page) -> list[str]:
    return [button.get("value", "") for button in page.all("button", name="insert")]
