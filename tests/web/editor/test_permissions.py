"""Who may ask for what: every route of the editor as every role (A7)."""

import pytest
from flask import Flask

from portal.web.access import Role
from tests.web.conftest import Browsers
from tests.web.editor.conftest import Written
from tests.web.page_client import PageClient

AGENT, REVIEWER = Role.AGENT, Role.REVIEWER
ROUTES = {
    "articles": ("GET", "", AGENT),
    "new": ("GET", "/new", AGENT),
    "create": ("POST", "/new", AGENT),
    "preview": ("POST", "/preview?locale=de", AGENT),
    "edit": ("GET", "/{id}/de", AGENT),
    "save": ("POST", "/{id}/de", AGENT),
    "preview_page": ("POST", "/{id}/de/preview", AGENT),
    "add_picture": ("POST", "/{id}/de/pictures", AGENT),
    "revision_list": ("GET", "/{id}/de/revisions", AGENT),
    "show_revision": ("GET", "/{id}/de/revisions/1", AGENT),
    "restore": ("POST", "/{id}/de/revisions/1/restorations", AGENT),
    "side_by_side": ("GET", "/{id}/side-by-side", AGENT),
    "save_side_by_side": ("POST", "/{id}/side-by-side", AGENT),
    "submit": ("POST", "/{id}/de/reviews", AGENT),
    "return_to_author": ("POST", "/{id}/de/returns", REVIEWER),
    "publish_text": ("POST", "/{id}/de/publications", REVIEWER),
    "ask_to_withdraw": ("GET", "/{id}/de/withdrawals", REVIEWER),
    "withdraw_text": ("POST", "/{id}/de/withdrawals", REVIEWER),
}
RANK = list(Role)


def test_every_route_stands_in_the_matrix(app: Flask):
    routes = {rule.endpoint for rule in app.url_map.iter_rules()}
    assert {name for name in routes if name.startswith("editor.")} == {
        f"editor.{name}" for name in ROUTES
    }


@pytest.mark.parametrize("role", Role)
def test_each_role_gets_what_it_may_and_nothing_else(
    browser_of: Browsers, published: Written, role: Role
):
    browser = browser_of(role).browser
    for name, (method, path, least) in ROUTES.items():
        url = f"/agent/articles{path.format(id=published.public_id)}"
        answer = browser.open(url, method=method, headers={"Sec-Fetch-Site": "same-origin"})
        allowed = RANK.index(role) >= RANK.index(least)
        assert (answer.status_code != 403) == allowed, f"{name} as {role}: {answer.status_code}"
        assert answer.status_code < 500, f"{name} as {role}"


def test_strangers_are_sent_to_sign_in(pages: PageClient, published: Written):
    for name, (method, path, _) in ROUTES.items():
        url = f"/agent/articles{path.format(id=published.public_id)}"
        answer = pages.browser.open(url, method=method, headers={"Sec-Fetch-Site": "same-origin"})
        assert answer.status_code in ({302, 303} if method == "GET" else {401}), name
        assert "Senden klappt nicht" not in answer.text


def test_another_site_cannot_publish(reviewer: PageClient, draft: Written, pages: PageClient):
    url = draft.url("/publications")
    answer = reviewer.browser.post(url, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    pages.get(draft.public, status=404)


def test_what_readers_see_at_once_takes_a_higher_role(
    agent: PageClient, browser_of: Browsers, reviewer: PageClient, published: Written
):
    changes = {"visibility": "internal", "slug": "taken-over", "title": "Neu", "body": "Neu"}
    agent.post(published.url(), {"base": "1", **changes})
    assert "visibility" not in agent.get(published.url()).body.split("Readers see this article")[0]
    browser_of(Role.EDITOR).post(published.url(), {"base": "2", **changes, "slug": "moved"})
    as_seen = reviewer.get(published.url())
    assert as_seen.one("input", name="slug").get("value") == "moved"
    assert _chosen(as_seen, "visibility") == "public"
    reviewer.post(published.url(), {"base": "2", **changes, "slug": "moved"})
    assert _chosen(reviewer.get(published.url()), "visibility") == "internal"


def _chosen(page, name: str) -> str:
    options = page.one("select", name=name).iter("option")
    return next(option.get("value") for option in options if "selected" in option.attrib)
