"""A call that is arranged on the page of a request: its time takes the place of what was promised,
and the team has number and time in front of it."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select, update

from portal.core.events import events_of
from portal.escalations.desk.operations import wait_for_customer
from portal.escalations.models import Basis, Escalation, Promise, PromiseState, Status
from portal.escalations.office import Office
from portal.escalations.operations import confirm_address, solve
from portal.escalations.promises.ledger import recompute, tally
from portal.escalations.promises.moving_operations import extend
from portal.escalations.promises.operations import open_promise
from tests.web.content import signed_in_as
from tests.web.hand_overs import hand_over
from tests.web.page_client import Page, PageClient
from tests.web.page_invariants import words

PHONE = "0431 555-0170"
SLOT = "2026-11-23T13:00:00+00:00"
LATER = "2026-11-23T15:00:00+00:00"
WISH = "Mo., 23. November, 14:00–16:00 Uhr"


@pytest.fixture
def form(pages, case, desk) -> Page:
    """The page with the form, as the link of the request's page leads there."""
    return pages.get(pages.get(desk.address(case)).links()["Rückruf vereinbaren"])


@pytest.fixture
def stands(desk, case):
    """stands(): the case, its open promise, and the names of what happened."""

    def look():
        with desk.looking() as session:
            found = session.get(Escalation, case.id)
            names = [event.name for event in events_of(session, f"case:{case.id}")]
            return found, open_promise(session, found), names

    return look


@pytest.fixture
def office(app) -> Office:
    return Office(app.extensions["lotse.settings"], app.extensions["lotse.organisation"])


def text_of(page):
    return page.text.replace("\N{NO-BREAK SPACE}", " ")


def arrange(pages, form, status=200, **fields):
    return pages.press(
        form,
        "Rückruf vereinbaren",
        status=status,
        **({"phone": PHONE, "callback_at": SLOT} | fields),
    )


def test_the_call_stands_on_top_with_its_time_and_in_the_time_line(pages, form, stands):
    assert "bis heute 11:00 Uhr" in text_of(form)
    page = text_of(arrange(pages, form))

    assert "Abgemacht. Lena Braun ruft Sie an." in page
    assert "11:00 Uhr bis heute 16:00 Uhr Als Nächstes Lena Braun ruft Sie an" in page
    assert f"Wir rufen Sie unter {PHONE} an." in page
    assert f"Die Zeit, die Sie gewählt haben: {WISH}" in page
    assert "Sie haben um einen Rückruf gebeten" in page
    case, promise, names = stands()
    assert (promise.basis, promise.kind, promise.by_id) == (Basis.CALLBACK, "call", case.contact_id)
    assert names.count("case.callback") == 1
    assert case.due_at == promise.due_at


def test_the_team_sees_number_and_time_and_has_it_on_its_list(app, pages, form, case, lena):
    arrange(pages, form)
    desk = PageClient(signed_in_as(app, lena.id))
    page = desk.get(f"/agent/cases/{case.public_id}")
    side = words(page.one(id="customer")).replace("\N{NO-BREAK SPACE}", " ")
    assert PHONE in side
    assert WISH in side
    assert "möchte angerufen werden" in side
    assert "Sabine Berger hat um einen Rückruf gebeten" in page.text
    (cell,) = desk.get("/agent/cases").all("td", title="Lena Braun ruft Sie an")
    assert words(cell) == "Rückruf"


def test_the_ledger_tells_the_same(pages, form, desk, case):
    arrange(pages, form)
    with desk.looking() as session:
        first, second = recompute(events_of(session, f"case:{case.id}"))
    assert (first.state, second.state) == (PromiseState.MOVED, PromiseState.OPEN)
    assert second.moved_from == first.promise
    assert tally((first, second)).moved == 1


def test_what_the_customer_was_to_do_is_ours_again(pages, case, desk, lena, changing, stands):
    with changing() as session:
        waiting = session.get(Escalation, case.id)
        day = desk.clock.now.replace(hour=10) + (desk.clock.now - desk.clock.now)
        wait_for_customer(
            session, waiting, day, revision=waiting.revision, actor_id=lena.id, now=desk.clock.now
        )
    form = pages.get(f"{desk.address(case)}/callback")
    assert "tritt an die Stelle" not in form.text
    page = text_of(arrange(pages, form))
    found, promise, _names = stands()
    assert (found.status, promise.kind, promise.moved_from_id) == (Status.OPEN, "call", None)
    assert "bis heute 16:00 Uhr Als Nächstes Lena Braun ruft Sie an" in page
    assert WISH in page


def test_a_late_promise_stays_broken(pages, form, desk, case):
    desk.clock.advance(hours=2)
    arrange(pages, form, callback_at=LATER)
    with desk.looking() as session:
        entries = recompute(events_of(session, f"case:{case.id}"))
    assert tally(entries).broken == 1


def test_another_time_takes_the_place_and_another_number_changes_no_promise(
    pages, form, desk, stands
):
    page = arrange(pages, form)
    form = pages.get(page.links()["andere Zeit wählen"])
    assert form.one("input", id="phone").get("value") == PHONE
    arrange(pages, form, callback_at=LATER)
    _case, promise, _names = stands()
    assert promise.due_at.isoformat() == "2026-11-23T17:00:00+00:00"
    arrange(pages, form, callback_at=LATER, phone="0170 1234567")
    case, same, names = stands()
    assert (same.id, case.phone) == (promise.id, "0170 1234567")
    assert names.count("case.callback") == 3


def test_pressed_twice_is_once(pages, form, stands):
    for _ in range(2):
        page = arrange(pages, form)
    case, _promise, names = stands()
    assert names.count("case.callback") == 1
    assert names.count("promise.made") == 2
    assert case.revision == 2
    assert page.text.count("Sie haben um einen Rückruf gebeten") == 1


def test_pressed_twice_at_once_is_once(app, form, stands, desk, case):
    def press(_: int) -> int:
        data = {"phone": PHONE, "callback_at": SLOT}
        return app.test_client().post(f"{desk.address(case)}/callback", data=data).status_code

    with ThreadPoolExecutor(4) as presses:
        assert set(presses.map(press, range(4))) == {303}
    assert stands()[2].count("case.callback") == 1


def test_what_cannot_be_taken_stays_as_it_was_typed(pages, form, stands):
    page = arrange(pages, form, status=422, phone="ruft mich an", callback_at=LATER)
    assert "Geben Sie die Nummer ein" in page.text
    assert page.one("input", id="phone").get("value") == "ruft mich an"
    (chosen,) = [o for o in page.one("select", id="callback_at") if "selected" in o.attrib]
    assert chosen.get("value") == LATER
    assert stands()[2].count("case.callback") == 0


@pytest.mark.parametrize(
    "slot", ["", "x", "2026-11-29T03:00:00+00:00", "2026-11-23T13:00", "9" * 400, "\0", "ä"]
)
def test_v2_only_a_time_that_we_offer_is_taken(pages, form, stands, slot):
    page = arrange(pages, form, status=422, callback_at=slot)
    assert "Wählen Sie eine Zeit, zu der wir da sind." in page.text
    assert stands()[2].count("case.callback") == 0


def test_a_time_that_was_offered_when_the_page_was_opened_is_taken(pages, form, desk, stands):
    first = form.one("select", id="callback_at")[0].get("value")
    desk.clock.advance(minutes=90)
    now_first = pages.get(form.url).one("select", id="callback_at")[0].get("value")
    assert now_first != first
    page = arrange(pages, form, status=422, callback_at=first, phone="")
    (chosen,) = [o for o in page.one("select", id="callback_at") if "selected" in o.attrib]
    assert chosen.get("value") == first
    arrange(pages, page, callback_at=first)
    assert stands()[2].count("case.callback") == 1


def test_a_request_that_has_ended_says_so(pages, form, case, desk, changing):
    with changing() as session:
        solve(session, session.get(Escalation, case.id), now=desk.clock.now)
    page = arrange(pages, form, status=409)
    assert "Diese Anfrage ist beendet." in page.text
    assert page.all("select") == []
    shown = pages.get(desk.address(case))
    assert "Rückruf vereinbaren" not in shown.links()


def test_the_portal_asks_for_patience_and_it_is_still_a_call(
    app, pages, form, case, desk, changing, office
):
    arrange(pages, form)
    with changing() as session, app.test_request_context():
        found = session.get(Escalation, case.id)
        extend(session, found, open_promise(session, found), office=office, now=desk.clock.now)
    assert "Lena Braun ruft Sie an" in pages.get(desk.address(case)).text


def test_who_confirmed_the_address_hears_of_it_by_mail(
    app, pages, form, case, desk, changing, office
):
    with changing() as session, app.test_request_context():
        confirm_address(
            session, session.get(Escalation, case.id), office=office, now=desk.clock.now
        )
    before = len(desk.mails())
    arrange(pages, form)
    (mail,) = desk.mails()[before:]
    said = " ".join(mail.text.split())
    assert f"wir rufen Sie an: {WISH}, unter {PHONE}." in said.replace("\N{NO-BREAK SPACE}", " ")
    assert "Lena Braun ruft Sie an" in said


@pytest.mark.parametrize("known", [False, True], ids=["unknown", "known from another case"])
def test_m1_whoever_only_typed_an_address_makes_us_write_to_nobody(
    pages, form, case, desk, changing, known
):
    """An address may be known to be good from another case; this one may be a stranger's."""
    with changing() as session:
        found = session.get(Escalation, case.id)
        found.requester.confirmed_at = desk.clock.now if known else None
    before = len(desk.mails())
    for slot in (SLOT, LATER, SLOT):
        arrange(pages, form, callback_at=slot)
    assert len(desk.mails()) == before


def test_a1_a11_nobody_without_the_link_sees_or_does_it(app, pages, form, case, desk, changing):
    with changing() as session:
        other = hand_over(app, session, now=desk.clock.now)
        session.execute(update(Escalation).values(phone=PHONE))
    code = desk.address(case).rpartition("-")[2]
    for guess in (str(case.number), case.public_id, f"{other.public_id}-{code}", "ä"):
        page = pages.get(f"/de/requests/{guess}/callback", status=404)
        assert PHONE not in page.body
        pages.post(
            f"/de/requests/{guess}/callback", {"phone": PHONE, "callback_at": SLOT}, status=404
        )
    with desk.looking() as session:
        assert len(session.scalars(select(Promise)).all()) == 2


def test_s2_looking_and_other_sites_arrange_nothing(pages, form, case, desk, stands):
    data = {"phone": PHONE, "callback_at": SLOT}
    pages.get(f"{desk.address(case)}/callback?phone={PHONE}&callback_at={SLOT}")
    pages.post(f"{desk.address(case)}/callback", data, status=403, Sec_Fetch_Site="cross-site")
    assert stands()[2].count("case.callback") == 0


def test_r7_what_is_typed_as_a_number_is_text(pages, form):
    page = arrange(pages, form, status=422, phone='"><b>0431</b>')
    assert "<b>0431" not in page.body


def test_calls_are_limited(pages, form, case, desk):
    for _ in range(20):
        pages.post(f"{desk.address(case)}/callback", {"phone": "", "callback_at": ""}, status=422)
    pages.post(f"{desk.address(case)}/callback", {"phone": PHONE, "callback_at": SLOT}, status=429)
    assert "Lena Braun liest Ihre Anfrage" in pages.get(desk.address(case)).text


def test_it_reads_in_english_too(pages, case, desk):
    address = desk.address(case).replace("/de/", "/en/")
    desk.clock.advance(minutes=5)
    form = pages.get(pages.get(address).links()["Arrange a call"])
    page = pages.press(form, "Arrange the call", phone=PHONE, callback_at=SLOT)
    assert "You asked to be called" in page.text
    assert f"We call you at {PHONE}." in page.text
    assert [words(p) for p in page.all("p", class_="log-title")][1] == "You asked to be called"
