"""The link to the source code, which users of a changed version may ask for (AGPL, section 13)."""

from dataclasses import replace

import pytest

from portal.app import create_app
from portal.core.db import db
from portal.core.organisation import DEMO_FILE
from portal.web.access import Role
from tests.web.content import as_role
from tests.web.page_client import PageClient

SOURCE = "https://code.nordhafen.example/lotse"


@pytest.fixture
def changed(settings, clock, tmp_path):
    """A portal whose organisation names its source."""
    text = DEMO_FILE.read_text(encoding="utf-8")
    path = tmp_path / "organisation.toml"
    path.write_text(text.replace('source_url = ""', f'source_url = "{SOURCE}"'), encoding="utf-8")
    app = create_app(replace(settings, organisation_file=path), clock)
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.mark.parametrize(("address", "words"), [("/de/", "Quelltext"), ("/en/", "Source code")])
def test_the_foot_of_a_page_leads_to_the_source_if_it_is_set(changed, address, words):
    foot = PageClient(changed.test_client()).get(address).one("footer")
    assert {a.text: a.get("href") for a in foot.iter("a")}[words] == SOURCE


def test_agents_are_users_too(changed):
    page = PageClient(as_role(changed, Role.AGENT)).get("/agent/account")
    assert page.all("a", href=SOURCE)


@pytest.mark.parametrize("address", ["/de/", "/en/"])
def test_no_link_leads_nowhere_if_it_is_not_set(pages, address):
    foot = pages.get(address).one("footer")
    words = [a.text for a in foot.iter("a")]
    assert len(words) > 3
    assert not {"Quelltext", "Source code"} & set(words)
