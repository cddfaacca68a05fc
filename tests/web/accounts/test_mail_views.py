"""The admins' pages of outgoing mails."""

from collections.abc import Mapping

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.accounts.models import Person
from portal.core.db import transaction
from portal.core.jobs import MAX_ATTEMPTS, Job
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


def fail(session: Session, clock: SettableClock, mail: OutboundMail) -> None:
    with transaction(session):
        session.execute(
            update(Job)
            .where(Job.dedupe_key == f"send_mail:{mail.id}")
            .values(failed_at=clock(), attempts=MAX_ATTEMPTS, last_error="OSError: no route")
        )


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


def test_one_that_failed_is_sent_again_once(
    desk_of: DeskOf, session: Session, clock: SettableClock, worker: Worker
) -> None:
    mail = write(session, clock, "Ihr Zugang")
    fail(session, clock, mail)
    client = desk_of(Role.ADMIN)
    path = f"/agent/mails/{mail.public_id}"
    assert "OSError: no route" in client.get(path).text
    assert "fehlgeschlagen" in client.get("/agent/mails").text

    first, second = client.post(f"{path}/retries"), client.post(f"{path}/retries")

    assert (first.status_code, second.status_code) == (303, 409)
    worker.run_all()
    session.refresh(mail)
    assert mail.state == "filed"
    assert client.post(f"{path}/retries").status_code == 409


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

    for path in ("/agent/mails", f"/agent/mails/{mail.public_id}"):
        assert "<script>alert" not in client.get(path).text


@pytest.mark.parametrize("public_id", ["x", "%00", "x" * 5000])
def test_one_that_does_not_exist_is_not_found(desk_of: DeskOf, public_id: str) -> None:
    assert desk_of(Role.ADMIN).get(f"/agent/mails/{public_id}").status_code == 404
