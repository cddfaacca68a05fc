"""Sending over real SMTP: once, however often it is tried, and for as long as it takes."""

import email
from contextlib import suppress
from datetime import timedelta
from email.message import EmailMessage
from email.policy import default

import pytest
from sqlalchemy import select

from portal.core.db import transaction
from portal.core.jobs import Job, enqueue
from portal.core.mail import OutboundMail
from portal.core.mail_upkeep import schedule_mail_check
from tests.mailbox import free_port, plain, running
from tests.unit.core.posting import job_of, queue, state_of, write


class ActFailed(Exception):
    """What an act may raise after it wrote a mail."""


@pytest.fixture
def away() -> str:
    """The address of a server that is not there."""
    return f"smtp://127.0.0.1:{free_port()}"


class TestSending:
    def test_once_however_often_the_job_runs(self, posting, clock, worker_for, mailbox):
        mail = write(posting, clock)
        worker = worker_for(mailbox.url)
        worker.run_all()
        job = job_of(posting, mail)
        with transaction(posting):  # as after a lease that ran out
            job.done_at = None
        worker.run_all()

        assert len(mailbox.messages) == 1

    def test_nothing_leaves_when_its_act_is_rolled_back(self, posting, clock, worker_for, mailbox):
        with suppress(ActFailed), transaction(posting):
            queue(posting, clock)
            raise ActFailed
        worker_for(mailbox.url).run_all()

        assert not mailbox.messages

    def test_slow_server_keeps_nobody_from_writing(self, posting, clock, worker_for, mailbox):
        write(posting, clock)
        mailbox.while_talking = lambda: write(posting, clock, subject="meanwhile")
        worker_for(mailbox.url).run_one()

        posting.rollback()
        states = posting.execute(select(OutboundMail.subject, OutboundMail.state))
        assert set(states) == {
            ("Ihre Anfrage: Grüße aus Kiel", "sent"),
            ("meanwhile", "queued"),
        }

    def test_two_workers_with_the_same_mail_send_it_once(self, posting, clock, worker_for, mailbox):
        """The first one slept so long that its lease ran out, and wakes before the last line."""
        mail = write(posting, clock)

        def other_worker_runs():
            mailbox.while_talking = lambda: None
            with transaction(posting):
                enqueue(posting, "send_mail", {"mail": mail.id}, now=clock())
            worker_for(mailbox.url).run_all()

        mailbox.while_talking = other_worker_runs
        worker_for(mailbox.url).run_all()

        assert len(mailbox.messages) == 1
        assert state_of(posting, mail) == ("sent", "")


class TestServerThatIsAway:
    def test_is_asked_later_each_time_but_at_least_every_five_minutes(
        self, posting, clock, worker_for, away
    ):
        mail = write(posting, clock)
        worker = worker_for(away)
        waits = []
        for _ in range(12):
            worker.run_all()
            waits.append((job_of(posting, mail).run_at - clock()).total_seconds())
            clock.advance(seconds=waits[-1])

        assert waits == [2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300, 300]
        assert state_of(posting, mail) == ("queued", "away")

    def test_is_asked_by_one_mail_for_all(self, posting, clock, worker_for, mailbox):
        mailbox.to_recipient = "421 shutting down"
        for _ in range(20):
            write(posting, clock)
        worker = worker_for(mailbox.url)
        worker.run_all()
        assert mailbox.asked == 1

        clock.advance(seconds=2)
        worker.run_all()
        assert mailbox.asked == 2

        mailbox.to_recipient = ""
        clock.advance(seconds=4)
        worker.run_all()
        assert len(mailbox.messages) == 20

    def test_for_an_hour_loses_nothing_and_repeats_nothing(
        self, posting, clock, worker_for, mailbox, away
    ):
        """A mail every two minutes, for ten minutes before, the hour, and ten minutes after."""
        written = []
        here, gone = worker_for(mailbox.url), worker_for(away)
        for minute in range(0, 80, 2):
            written.append(write(posting, clock, subject=f"Mail {minute}"))
            (gone if 10 <= minute < 70 else here).run_all()
            clock.advance(minutes=2)
        clock.advance(minutes=5)
        here.run_all()

        arrived = [message["Message-ID"] for message in mailbox.messages]
        assert sorted(arrived) == sorted(mail.message_id for mail in written)
        assert {state_of(posting, mail) for mail in written} == {("sent", "")}

    def test_for_four_days_loses_nothing_either(self, posting, clock, worker_for, mailbox, away):
        mail = write(posting, clock)
        gone = worker_for(away)
        for _ in range(4 * 6):
            gone.run_all()
            clock.advance(hours=4)
        worker_for(mailbox.url).run_all()

        assert [message["Message-ID"] for message in mailbox.messages] == [mail.message_id]

    def test_for_good_ends_after_five_days(self, posting, clock, worker_for, away):
        mail = write(posting, clock)
        worker = worker_for(away)
        worker.run_all()
        clock.advance(days=5)
        worker.run_all()

        assert state_of(posting, mail) == ("dead", "away")
        clock.advance(days=5)
        assert worker.run_all() == 0


class TestRefusals:
    @pytest.mark.parametrize(
        ("reply", "problem"),
        [
            ("451 4.7.1 berger@baeckerei.example is greylisted", "later 451 4.7.1"),
            ("452 mailbox of berger full", "later 452"),
        ],
    )
    @pytest.mark.parametrize("about", ["reply", "to_recipient"])
    def test_for_now_are_tried_again(
        self, posting, clock, worker_for, mailbox, reply, problem, about
    ):
        mail = write(posting, clock)
        setattr(mailbox, about, reply)
        worker = worker_for(mailbox.url)
        worker.run_all()
        assert state_of(posting, mail) == ("queued", problem)
        assert job_of(posting, mail).last_error == problem

        setattr(mailbox, about, "")
        clock.advance(minutes=1)
        worker.run_all()

        assert state_of(posting, mail) == ("sent", "")
        assert len(mailbox.messages) == 1

    @pytest.mark.parametrize("about", ["reply", "to_recipient"])
    def test_for_good_are_not_tried_again(self, posting, clock, worker_for, mailbox, about):
        mail = write(posting, clock)
        setattr(mailbox, about, "550 5.1.1 no berger here")
        worker = worker_for(mailbox.url)
        worker.run_all()

        assert state_of(posting, mail) == ("dead", "refused 550 5.1.1")
        setattr(mailbox, about, "")
        clock.advance(days=1)
        assert worker.run_all() == 0
        assert mailbox.messages == []

    def test_of_one_mail_do_not_hold_up_the_others(self, posting, clock, worker_for, mailbox):
        write(posting, clock)
        mailbox.to_recipient = "450 later"
        worker = worker_for(mailbox.url)
        worker.run_one()
        mailbox.to_recipient = ""
        write(posting, clock, subject="the other")
        worker.run_all()

        assert [message["Subject"] for message in mailbox.messages] == ["the other"]

    def test_for_now_are_tried_every_hour_at_least(self, posting, clock, worker_for, mailbox):
        mail = write(posting, clock)
        mailbox.to_recipient = "450 later"
        worker = worker_for(mailbox.url)
        for _ in range(15):
            worker.run_all()
            wait = job_of(posting, mail).run_at - clock()
            clock.now += wait

        assert wait == timedelta(hours=1)


class TestAnswerThatNeverCame:
    def test_is_not_sent_again(self, posting, clock, worker_for, mailbox):
        mail = write(posting, clock)
        mailbox.hangs_up = True
        worker = worker_for(mailbox.url)
        worker.run_all()
        mailbox.hangs_up = False
        clock.advance(days=1)
        worker.run_all()

        assert len(mailbox.messages) == 1
        assert state_of(posting, mail) == ("uncertain", "unclear")


class TestMailWithoutAJob:
    def test_is_found_and_sent(self, posting, clock, worker_for, mailbox):
        mail = write(posting, clock)
        with transaction(posting):
            posting.delete(job_of(posting, mail))
            schedule_mail_check(posting, now=clock())
        worker_for(mailbox.url).run_all()

        assert state_of(posting, mail) == ("sent", "")

    def test_that_failed_for_reasons_of_our_own_is_dead_and_not_forgotten(
        self, posting, clock, worker_for, mailbox
    ):
        mail = write(posting, clock)
        with transaction(posting):
            job_of(posting, mail).failed_at = clock()
            schedule_mail_check(posting, now=clock())
        worker_for(mailbox.url).run_all()

        assert state_of(posting, mail) == ("dead", "ended")
        assert mailbox.messages == []

    def test_is_looked_for_again_and_again(self, posting, clock, worker_for, mailbox):
        with transaction(posting):
            schedule_mail_check(posting, now=clock())
        worker_for(mailbox.url).run_all()

        kinds = posting.scalars(select(Job.kind).where(Job.done_at.is_(None))).all()
        assert kinds == ["check_mails"]


class TestWithoutAServer:
    def test_mail_lies_as_a_file_that_mail_programs_open(
        self, posting, clock, worker_for, settings
    ):
        mail = write(posting, clock)
        worker_for("").run_all()

        (path,) = settings.mail_dir.iterdir()
        assert path.name == f"{mail.public_id}.eml"
        message = email.message_from_bytes(path.read_bytes(), policy=default)
        assert message["Subject"] == mail.subject
        assert isinstance(message, EmailMessage)
        assert plain(message) == mail.text
        posting.refresh(mail)
        assert (mail.state, mail.sent_at) == ("filed", None)
        assert settings.mail_dir.stat().st_mode & 0o077 == 0


def test_server_that_comes_back_on_another_day_is_asked_by_a_new_worker_at_once(
    posting, clock, worker_for, mailbox, away
):
    write(posting, clock)
    worker_for(away).run_all()
    clock.advance(seconds=2)
    with running(mailbox):
        worker_for(mailbox.url).run_all()

    assert len(mailbox.messages) == 1
