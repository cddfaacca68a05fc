"""The admins' pages of outgoing mails."""

from collections.abc import Mapping

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.core.db import transaction
from portal.core.jobs import Job
from portal.core.mail import OutboundMail, queue_mail
from portal.core.worker import Worker
from portal.web.access import Role
from tests.conftest import SettableClock
from tests.web.accounts.conftest import DeskOf


def write(session: Session, clock: SettableClock, subject: str, text: str = "…") -> OutboundMail:
    with transaction(session):
        return queue_mail(
            session,
            recipient="berger@baeckerei.example",
            subject=subject,
            text=text,
            sender="hilfe@nordhafen.example",
            automatic=True,
            now=clock(),
        )


def fail(
    session: Session, mail: OutboundMail, state: str = "dead", problem: str = "refused 550 5.1.1"
) -> None:
    """As after an attempt that the mail server refused for good, or never answered."""
    with transaction(session):
        session.execute(delete(Job).where(Job.dedupe_key == f"send_mail:{mail.id}"))
        mail.state, mail.problem, mail.attempts = state, problem, 3
        session.add(mail)


def test_are_listed_newest_first_fifty_on_a_page(
    desk_of: DeskOf, session: Session, clock: SettableClock
) -> None:
    for number in range(51):
        write(session, clock, f"Mail no. {number}.")

    first = desk_of(Role.ADMIN).get("/agent/mails").text
    second = desk_of(Role.ADMIN).get("/agent/mails?page=2").text

    assert first.index("Mail no. 50.") < first.index("Mail no. 1.")
    assert "Mail no. 0." not in first
    assert "Mail no. 0." in second
    assert "51 E-Mails" in second


@pytest.mark.parametrize("page", ["0", "-1", "99", "x", "9" * 30])
def test_pages_that_do_not_exist_show_the_nearest(
    desk_of: DeskOf, session: Session, clock: SettableClock, page: str
) -> None:
    write(session, clock, "The only one")

    assert "The only one" in desk_of(Role.ADMIN).get(f"/agent/mails?page={page}").text


def test_without_a_server_the_page_says_where_they_lie(
    desk_of: DeskOf, session: Session, clock: SettableClock, worker: Worker
) -> None:
    mail = write(session, clock, "Ihr Zugang", "https://x.example/?token=abc-DEF_1 bitte")
    client = desk_of(Role.ADMIN)
    waiting = client.get(f"/agent/mails/{mail.public_id}").text
    worker.run_all()

    page = client.get("/agent/mails").text
    assert "Es ist kein Mailserver eingerichtet" in page
    assert "als Datei abgelegt" in page
    assert "abc-DEF_1" not in waiting
    assert "abc-DEF_1" in client.get(f"/agent/mails/{mail.public_id}").text


def test_one_that_failed_is_sent_again_once_and_the_page_says_by_whom(
    desk_of: DeskOf, session: Session, clock: SettableClock, worker: Worker
) -> None:
    mail = write(session, clock, "Ihr Zugang")
    fail(session, mail)
    client = desk_of(Role.ADMIN)
    path = f"/agent/mails/{mail.public_id}"
    page = client.get(path).text
    assert "Der Mailserver kennt diese Adresse nicht." in page
    assert "550 5.1.1" in page
    message_id = mail.message_id

    first, second = client.post(f"{path}/retries"), client.post(f"{path}/retries")

    assert (first.status_code, second.status_code) == (303, 409)
    worker.run_all()
    session.rollback()
    session.refresh(mail)
    assert (mail.state, mail.message_id, mail.problem) == ("filed", message_id, "")
    assert client.post(f"{path}/retries").status_code == 409
    assert "Erneut gesendet</dt>\n    <dd>Person admin" in client.get(path).text


def test_one_that_is_given_up_stays_so_until_it_is_sent_again(
    desk_of: DeskOf, session: Session, clock: SettableClock, worker: Worker
) -> None:
    mail = write(session, clock, "Ihr Zugang")
    client = desk_of(Role.ADMIN)
    path = f"/agent/mails/{mail.public_id}"

    assert client.post(f"{path}/drops").status_code == 303
    worker.run_all()
    session.rollback()
    session.refresh(mail)
    assert mail.state == "dropped"
    assert client.post(f"{path}/drops").status_code == 409
    assert "Aufgegeben</dt>\n    <dd>Person admin" in client.get(path).text

    assert client.post(f"{path}/retries").status_code == 303
    worker.run_all()
    session.rollback()
    session.refresh(mail)
    assert mail.state == "filed"
    assert client.post(f"{path}/drops").status_code == 409


@pytest.mark.parametrize(
    ("state", "problem", "words"),
    [
        ("dead", "later 450", "möchte die E-Mail später haben. Fünf Tage lang wurde es versucht."),
        ("dead", "away", "nicht erreichbar. Fünf Tage lang wurde es versucht."),
        ("dead", "refused 552 5.2.2", "Das Postfach ist geschlossen oder voll."),
        ("dead", "refused 554 5.7.1", "seine Regeln sprechen dagegen."),
        ("dead", "refused 554", "endgültig abgelehnt."),
        ("dead", "address", "An diese Adresse lässt sich nichts senden."),
        ("dead", "ended", "Ein Fehler des Portals"),
        ("uncertain", "unclear", "Suchen Sie die Message-ID"),
        ("queued", "login 535", "nimmt unsere Anmeldung nicht an."),
        ("queued", "insecure", "keine sichere Verbindung"),
        ("queued", "later 452 4.2.2", "Das Postfach nimmt gerade nichts an."),
    ],
)
def test_the_page_says_in_plain_words_what_was_in_the_way(
    desk_of: DeskOf, session: Session, clock: SettableClock, state: str, problem: str, words: str
) -> None:
    mail = write(session, clock, "Ihr Zugang")
    fail(session, mail, state, problem)

    assert words in desk_of(Role.ADMIN).get(f"/agent/mails/{mail.public_id}").text


def test_those_that_nobody_got_are_counted_and_have_a_list_of_their_own(
    desk_of: DeskOf, session: Session, clock: SettableClock
) -> None:
    client = desk_of(Role.ADMIN)
    for name, state in (("Dead", "dead"), ("Unclear", "uncertain"), ("Given up", "dropped")):
        fail(session, write(session, clock, f"Mail {name}"), state)
    write(session, clock, "Mail Waiting")

    page = client.get("/agent/mails?view=undelivered").text

    assert "Mail Dead" in page
    assert "Mail Unclear" in page
    assert "Mail Given up" not in page
    assert "Mail Waiting" not in page
    assert "2 nicht zugestellt" in client.get("/agent/mails").text


def test_all_that_failed_are_sent_again_together_but_not_what_may_have_arrived(
    desk_of: DeskOf, session: Session, clock: SettableClock, worker: Worker
) -> None:
    client = desk_of(Role.ADMIN)
    mails = [write(session, clock, f"Mail {state}") for state in ("a", "b", "c", "d")]
    for mail, state in zip(mails, ("dead", "dead", "uncertain", "dropped"), strict=True):
        fail(session, mail, state)
    assert "/agent/mails/retries" in client.get("/agent/mails?view=undelivered").text

    answer = client.post("/agent/mails/retries", follow_redirects=True)

    assert "2 E-Mails warten darauf" in answer.text
    worker.run_all()
    session.rollback()
    states = session.scalars(select(OutboundMail.state).order_by(OutboundMail.id)).all()
    assert states == ["filed", "filed", "uncertain", "dropped"]


def test_while_the_server_is_away_the_page_says_so_and_how_many_wait(
    desk_of: DeskOf, session: Session, clock: SettableClock
) -> None:
    for name in ("One", "Two"):
        write(session, clock, f"Mail {name}")
    client = desk_of(Role.ADMIN)
    assert "nicht erreichbar" not in client.get("/agent/mails").text

    fail(session, write(session, clock, "Mail Three"), "queued", "away")

    assert "nicht erreichbar. 3 E-Mails warten" in client.get("/agent/mails").text


def test_html_part_stands_in_a_frame_that_can_do_nothing(
    desk_of: DeskOf, session: Session, clock: SettableClock
) -> None:
    mail = write(session, clock, "Ihr Zugang", "https://x.example/?token=abc-DEF_1")
    client = desk_of(Role.ADMIN)
    path = f"/agent/mails/{mail.public_id}"

    page, part = client.get(path), client.get(f"{path}/html")

    assert f'<iframe class="mail-frame" src="{path}/html"' in page.text
    assert " sandbox " in page.text
    assert page.headers["Content-Security-Policy"].endswith("; frame-src 'self'")
    policy = part.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline';")
    assert policy.endswith("sandbox")
    assert "token=…" in part.text
    assert "abc-DEF_1" not in part.text


def test_one_that_waits_is_not_sent_again(
    desk_of: DeskOf, session: Session, clock: SettableClock
) -> None:
    mail = write(session, clock, "Ihr Zugang")

    answer = desk_of(Role.ADMIN).post(f"/agent/mails/{mail.public_id}/retries")

    assert answer.status_code == 409
    assert len(session.scalars(select(Job).where(Job.kind == "send_mail")).all()) == 1


def test_r7_subject_recipient_and_text_with_markup_are_text(
    desk_of: DeskOf, session: Session, clock: SettableClock, people: Mapping[Role, Person]
) -> None:
    mail = write(session, clock, "<script>alert(1)</script>", "</pre><script>alert(2)</script>")
    client = desk_of(Role.ADMIN)

    path = f"/agent/mails/{mail.public_id}"
    for address in ("/agent/mails", path, f"{path}/html"):
        assert "<script>alert" not in client.get(address).text


@pytest.mark.parametrize("public_id", ["x", "%00", "x" * 5000])
def test_one_that_does_not_exist_is_not_found(desk_of: DeskOf, public_id: str) -> None:
    assert desk_of(Role.ADMIN).get(f"/agent/mails/{public_id}").status_code == 404
