"""Every route in both languages, as everybody: the status of the matrix, and a right page."""

import sqlite3
from contextlib import closing

import pytest
from sqlalchemy import make_url, select

from portal.accounts.models import Person
from portal.core.db import db
from portal.core.files import StoredFile
from portal.core.mail import OutboundMail
from portal.escalations.models import Escalation
from portal.escalations.saved_replies.models import SavedReply
from portal.knowledge.models import Article
from portal.knowledge.search_models import SynonymGroup
from portal.web.access import Role
from tests.web.hand_overs import address_of
from tests.web.page_invariants import MAIL_PART
from tests.web.permission_matrix import EVERYBODY, GET, POST
from tests.web.running_flows import token_of_run

RANK = {role: rank for rank, role in enumerate(Role)}


@pytest.fixture(scope="module")
def ids(house, colleagues):
    with house.app_context():
        one = db.session.scalar
        return {
            "article": one(select(Article.public_id).where(Article.key == "wifi")),
            "picture": one(select(StoredFile.public_id).where(StoredFile.owner.like("tr%"))),
            "portrait": one(select(StoredFile.public_id).where(StoredFile.owner.like("pe%"))),
            "person": one(select(Person.public_id).order_by(Person.id)),
            "mail": one(select(OutboundMail.public_id)),
            "request": address_of(house, one(select(Escalation))).rpartition("/")[2],
            "case": one(select(Escalation.public_id)),
            "saved_reply": one(select(SavedReply.public_id)),
            "synonyms": one(select(SynonymGroup.id)),
            "run": token_of_run(house, db.session),
            "case_file": one(select(StoredFile.public_id).where(StoredFile.owner.like("case%"))),
        }


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_every_route_has_a_line_in_the_matrix(house, method):
    served = {rule.endpoint for rule in house.url_map.iter_rules() if method in rule.methods}
    lines = set({"GET": GET, "POST": POST}[method])

    assert served - lines == set(), f"add it to {method} in tests/web/permission_matrix.py"
    assert lines - served == set(), f"it is gone: take it out of {method} in permission_matrix.py"


def test_no_route_takes_another_method(house):
    methods = {method for rule in house.url_map.iter_rules() for method in rule.methods}
    assert methods == {"GET", "HEAD", "OPTIONS", "POST"}


@pytest.mark.parametrize("endpoint", GET)
def test_a_stranger_sees_what_is_for_everybody_and_signs_in_for_the_rest(guest, ids, endpoint):
    route = GET[endpoint]
    for lang in ("de", "en"):
        path = route.path.format(lang=lang, **ids)
        if route.least is EVERYBODY:
            guest.get(path, status=route.status, Accept_Language=lang)
            continue
        page = guest.get(path, status=302, Accept_Language=lang)
        assert page.location.startswith("/agent/sign-in?next=/agent/")


@pytest.mark.parametrize("locale", ["de", "en"])
@pytest.mark.parametrize("endpoint", GET)
def test_each_role_sees_what_is_its_own(colleagues, ids, endpoint, locale):
    route = GET[endpoint]
    for role in Role:
        browser = colleagues(role, locale)
        path = route.path.format(lang=locale, **ids)
        if route.least is not EVERYBODY and RANK[role] < RANK[route.least]:
            page = browser.get(path, status=403)
        else:
            page = browser.get(path, status=route.signed_in or route.status)
        of_a_page = page.response.mimetype == "text/html" and not MAIL_PART.match(path)
        if of_a_page and page.status < 300:
            assert page.tree.get("lang") == locale


@pytest.mark.parametrize("endpoint", POST)
def test_a_stranger_sends_nothing_but_what_is_for_everybody(guest, ids, endpoint):
    route = POST[endpoint]
    for lang in ("de", "en"):
        path = route.path.format(lang=lang, **ids)
        status = route.status if route.least is EVERYBODY else 401
        guest.post(path, {"title": "x"}, status=status)


@pytest.mark.parametrize("endpoint", [name for name, route in POST.items() if route.least])
def test_a_role_that_may_not_is_refused_a7(colleagues, ids, endpoint):
    route = POST[endpoint]
    for role in Role:
        if RANK[role] < RANK[route.least]:
            colleagues(role, "de").post(route.path.format(**ids), {"title": "x"}, status=403)


@pytest.mark.parametrize("endpoint", POST)
@pytest.mark.parametrize(
    "headers",
    [{"Sec_Fetch_Site": "cross-site"}, {"Sec_Fetch_Site": "", "Origin": "https://evil.example"}],
    ids=["fetch metadata", "origin"],
)
def test_no_form_is_taken_from_another_site_s2(colleagues, ids, endpoint, headers):
    path = POST[endpoint].path.format(lang="de", **ids)
    page = colleagues(Role.ADMIN, "de").post(path, {"title": "x"}, status=403, **headers)
    assert "anderen Website" in page.text


@pytest.mark.parametrize("endpoint", GET)
def test_asking_changes_nothing_s2(house, colleagues, ids, endpoint):
    """GET never writes: link checkers and web search engines ask for everything."""
    route = GET[endpoint]
    database = make_url(house.extensions["lotse.settings"].database_url).database
    with closing(sqlite3.connect(database)) as watching:
        before = watching.execute("PRAGMA data_version").fetchone()
        path = route.path.format(lang="de", **ids)
        colleagues(Role.ADMIN, "de").get(path, status=route.signed_in or route.status)
        assert watching.execute("PRAGMA data_version").fetchone() == before
