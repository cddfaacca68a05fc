"""Writing a flow in the portal: draft, review, publication, and what goes wrong on the way."""

import pytest

from portal.troubleshooter.flows import sync_flows
from portal.web.access import Role
from tests.web.content import as_role
from tests.web.page_client import PageClient
from tests.web.page_invariants import words
from tests.web.running_flows import SOURCE, publish_flow
from tests.web.troubleshooter.conftest import begin

DRAFT = "/agent/flows/cannot-send/draft"
SOUND = {"key": "phone-is-dead", "title_de": "Telefon tot", "title_en": "Phone dead"}


@pytest.fixture
def flow(changing, clock):
    """The sample as it is published."""
    with changing() as session:
        publish_flow(session, now=clock())


@pytest.fixture
def author(app, flow):
    return PageClient(as_role(app, Role.AGENT))


@pytest.fixture
def reviewer(app, flow):
    return PageClient(as_role(app, Role.REVIEWER))


@pytest.fixture
def begun(author):
    """A flow that keeps every rule, not published yet."""
    return author.post("/agent/flows/new", SOUND | {"queue": "mail"}, follow=True, status=200)


def source(page):
    return page.one("textarea").text or ""


def base(page):
    return page.one("input", name="base").get("value")


def save(client, page, text, status=303, act="", **fields):
    data = {"source": text, "base": base(page), **fields}
    return client.post(page.url.partition("?")[0] + act, data, status=status, follow=True)


def test_a_new_flow_begins_with_a_text_that_keeps_every_rule(begun):
    assert begun.url == "/agent/flows/phone-is-dead/draft"
    assert "Alle Regeln sind eingehalten" in begun.text
    assert "id: phone-is-dead" in source(begun)
    assert 'data-step="restart"' in begun.body


def test_the_list_names_what_was_begun(author, begun):
    links = author.get("/agent/flows").links()
    assert links["phone-is-dead"] == "/agent/flows/phone-is-dead/draft"


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"key": "Phone"}, "Kleinbuchstaben"),
        ({"key": "new"}, "Kleinbuchstaben"),
        ({"key": "../x"}, "Kleinbuchstaben"),
        ({"key": "cannot-send"}, "gibt es schon"),
        ({"title_en": " "}, "in beiden Sprachen"),
        ({"queue": "nobody"}, "Wählen Sie das Team"),
    ],
)
def test_a_name_that_cannot_be_is_refused_and_nothing_typed_is_lost(author, fields, says):
    typed = SOUND | {"queue": "mail"} | fields

    page = author.post("/agent/flows/new", typed, status=page_status(fields))

    assert says in page.text
    assert page.one("input", id="title-de").get("value") == "Telefon tot"


def page_status(fields):
    return 409 if fields.get("key") == "cannot-send" else 422


def test_titles_with_quotes_and_colons_make_a_readable_file(author):
    odd = {"key": "odd", "title_de": 'Er sagt: "nein" #1 {x}', "title_en": "It's: [no] & \\n"}

    page = author.post("/agent/flows/new", odd | {"queue": "mail"}, follow=True, status=200)

    assert "Alle Regeln sind eingehalten" in page.text


def test_a_published_flow_opens_with_its_text_and_no_draft_yet(author):
    page = author.get(DRAFT)
    assert source(page).strip() == SOURCE.strip()
    assert base(page) == "0"


def test_a_broken_text_is_kept_and_says_where_it_breaks(author):
    page = save(author, author.get(DRAFT), "schema: flow/1\nid: {unfinished", 200)

    assert source(page).strip() == "schema: flow/1\nid: {unfinished"
    assert "Zeile 2:" in page.text
    assert "Noch kein Bild" in page.text


def test_customers_see_nothing_of_a_draft(author, pages):
    save(author, author.get(DRAFT), SOURCE.replace("Kommen Mails an?", "Ganz neu?"), 200)
    assert "Ganz neu?" not in begin(pages).text


def test_the_live_check_answers_with_findings_and_picture(author):
    answer = author.post(f"{DRAFT}/checks", {"source": SOURCE}, status=200).json

    assert 'data-step="password"' in answer["html"]
    assert {"line", "level", "message"} == set(answer["findings"][0])
    assert author.get(DRAFT).one("input", name="base").get("value") == "0"  # nothing was kept


def test_a_text_for_another_flow_is_named(author):
    page = save(author, author.get(DRAFT), SOURCE.replace("id: cannot-send", "id: other"), 200)
    assert "dieser Lösungsweg heißt aber „cannot-send“" in page.text


def test_an_author_hands_in_and_a_reviewer_publishes(author, begun, reviewer, pages):
    handed = save(author, begun, source(begun), 200, "/reviews")
    assert "in Prüfung" in handed.text

    page = reviewer.get(begun.url)
    done = save(reviewer, page, source(page), 200, "/publications")

    assert done.url == "/agent/flows/phone-is-dead"
    assert "veröffentlicht" in done.text
    assert pages.get("/de/flows/phone-is-dead").h1 == "Telefon tot"
    assert "status: published" in source(reviewer.get(begun.url))


def test_an_author_may_not_publish(author, begun):
    save(author, begun, source(begun), 403, "/publications")


def test_a_reviewer_says_what_is_missing(author, begun, reviewer):
    save(author, begun, source(begun), 200, "/reviews")
    page = reviewer.get(begun.url)

    save(reviewer, page, source(page), 200, "/returns", remark="Eine Frage mehr")

    assert "Eine Frage mehr" in author.get(begun.url).text


def test_what_is_under_review_and_changed_is_a_draft_again(author, begun):
    handed = save(author, begun, source(begun), 200, "/reviews")

    changed = save(author, handed, source(handed) + "# more\n", 200)

    assert "in Prüfung" not in changed.text


def test_errors_keep_a_flow_from_being_published(reviewer):
    page = reviewer.get(DRAFT)
    broken = SOURCE.replace("start: receiving", "start: nowhere")

    refused = save(reviewer, page, broken, 422, "/publications")

    assert "Beheben Sie zuerst die Fehler" in refused.text
    assert source(refused).strip() == broken.strip()


def test_two_who_save_at_once_lose_nothing(author, reviewer):
    mine, theirs = author.get(DRAFT), reviewer.get(DRAFT)
    save(author, mine, SOURCE + "# mine\n", 200)

    conflict = save(reviewer, theirs, SOURCE + "# theirs\n", 409)

    assert "# theirs" in source(conflict)
    assert "# mine" in conflict.text
    assert "# theirs" in source(save(reviewer, conflict_form(conflict), source(conflict), 200))


def conflict_form(page):
    """The conflict's form saves to the draft's own address."""
    assert page.one("form", class_="agent-page").get("action") == DRAFT
    return page


def test_the_same_text_sent_twice_is_no_conflict(author):
    page = author.get(DRAFT)
    save(author, page, SOURCE + "# more\n", 200)
    save(author, page, SOURCE + "# more\n", 200)


def test_a_draft_that_was_overtaken_is_compared_first(author, reviewer, changing, clock):
    newer = SOURCE.replace("minutes: 6", "minutes: 7", 1)
    page = save(reviewer, reviewer.get(DRAFT), SOURCE + "# mine\n", 200)
    with changing() as session:
        publish_flow(session, now=clock(), source=newer)

    refused = save(reviewer, page, source(page), 409, "/publications")
    assert "eine andere Version veröffentlicht" in refused.text
    compared = reviewer.press(
        reviewer.get(f"{DRAFT}/difference"), "Verglichen: Der Entwurf soll auf diese Version folgen"
    )

    assert "eine andere Version veröffentlicht" not in compared.text


def test_a_draft_is_thrown_away_only_after_asking(author, begun):
    page = author.get(f"{begun.url}/discards")
    assert "mit ihm der Lösungsweg" in page.text

    gone = author.press(page, "Entwurf verwerfen")

    assert gone.url == "/agent/flows"
    author.get(begun.url, status=404)


def test_an_older_version_is_compared_and_taken_up(author, changing, clock):
    with changing() as session:
        publish_flow(session, now=clock(), source=SOURCE.replace("minutes: 6", "minutes: 7", 1))
    page = author.get("/agent/flows/cannot-send/versions")
    assert [words(th) for th in page.all("th", scope="row")] == [
        "Version 4 sehen Kunden",
        "Version 3",
    ]

    draft = author.press(
        author.get(page.links()["Version 3"]), "Mit dieser Version einen Entwurf beginnen"
    )

    assert "minutes: 6" in source(draft)


def test_an_update_of_the_files_leaves_alone_what_was_written_here(
    author, begun, reviewer, changing, clock, tmp_path
):
    page = reviewer.get(begun.url)
    save(reviewer, page, source(page), 200, "/publications")
    file = tmp_path / "phone-is-dead.yaml"
    file.write_text(source(begun).replace("minutes: 5", "minutes: 9"), encoding="utf-8")

    with changing() as session:
        sync_flows(session, tmp_path, now=clock())

    assert "minutes: 5" in source(reviewer.get(begun.url))
    versions = reviewer.get("/agent/flows/phone-is-dead/versions")
    assert "aus einer Datei" in versions.text


def test_markup_in_a_draft_stays_text(author):
    odd = SOURCE.replace("Kommen Mails an?", "<script>alert(1)</script></textarea>")

    page = save(author, author.get(DRAFT), odd, 200)

    assert "<script>alert(1)" not in page.body
    assert source(page).strip() == odd.strip()
