"""What the linter says to people, in the language each of them reads."""

from datetime import timedelta

import pytest

from portal.web.access import Role
from tests.web.content import as_role
from tests.web.page_client import PageClient
from tests.web.running_flows import SOURCE, publish_flow

DRAFT = "/agent/flows/cannot-send/draft"
DESK = "/agent/flows/cannot-send"


@pytest.fixture
def agent(app, flow, locale):
    return PageClient(as_role(app, Role.AGENT, locale))


def check(agent, old, new):
    """What the live check says of the sample with one passage replaced."""
    assert SOURCE.count(old) == 1
    found = agent.post(f"{DRAFT}/checks", {"source": SOURCE.replace(old, new)}, status=200)
    return " ".join(finding["message"] for finding in found.json["findings"])


def publish(changing, clock, source):
    with changing() as session:
        publish_flow(session, now=clock(), source=source)


@pytest.mark.parametrize(
    ("locale", "said", "advised"),
    [
        ("de", "Der Lösungsweg beginnt bei „recieving“", "Nennen Sie eine der Kennungen"),
        ("en", "The flow starts at “recieving”", "Name one of the ids under “steps”"),
    ],
)
def test_a_finding_names_its_parameter_in_the_readers_language(agent, said, advised):
    told = check(agent, "start: receiving", "start: recieving")

    assert said in told
    assert advised in told


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        ("de", "Hier fehlt ein Text auf Englisch (Titel)"),
        ("en", "Here is no English text (title)"),
    ],
)
def test_a_parameter_that_is_a_word_is_translated_too(agent, said):
    assert said in check(agent, '  en: "Sending fails"\n', "")


@pytest.mark.parametrize(
    ("locale", "said"),
    [("de", "Hier fehlt: „id“, „minutes“"), ("en", "Here is no “id”, “minutes”")],
)
def test_names_stand_in_the_quotes_of_the_language(agent, said):
    assert said in check(
        agent, SOURCE, SOURCE.replace("id: cannot-send\n", "").replace("minutes: 6\n", "")
    )


@pytest.mark.parametrize(
    ("locale", "said"),
    [("de", "„ “ ” gehören für YAML zum Text"), ("en", "„ “ ” are part of the text to YAML")],
)
def test_broken_yaml_is_explained(agent, said):
    assert said in check(agent, 'de: "Senden klappt nicht"', "de: „Senden: klappt nicht“")


@pytest.mark.parametrize(
    ("locale", "said", "form"),
    [
        ("de", "Der Lösungsweg sollte bis {} geprüft werden", "%-d. November %Y"),
        ("en", "The flow was to be reviewed by {}", "%-d November %Y"),
    ],
)
def test_a_day_is_written_as_everywhere_in_the_portal(agent, changing, clock, said, form):
    past = (clock() - timedelta(days=3)).date()
    publish(changing, clock, SOURCE.replace("review_by: 2027-03-01", f"review_by: {past}"))

    assert said.format(past.strftime(form)) in agent.get(DESK).text


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        ("de", "Erwartet war das Ende „done“, der Test blieb aber bei „receiving“ stehen"),
        ("en", "end: expected “done”, the walk stopped at “receiving”, for want of a reply"),
    ],
)
def test_what_a_failed_test_found_is_told(agent, changing, clock, said):
    publish(changing, clock, f"{SOURCE}tests:\n  - {{name: wrong, expect: {{end: done}}}}\n")

    page = agent.get(DESK)

    assert said in page.text
    assert not [mark for item in page.all("li") for mark in item.iter() if mark.get("lang")]
