"""What agents do with a case: each act on its own address, each with what it promises."""

from collections.abc import Callable

import pytest
from flask import Flask

from portal.accounts.models import Person
from portal.core.db import db
from portal.core.events import events_of
from tests.conftest import SettableClock
from tests.web.cases.conftest import Seeing, address, form_of, kept_text, reply_to
from tests.web.conftest import Change
from tests.web.hand_overs import address_of, hand_over
from tests.web.page_client import PageClient

HOSTILE = '<img src=x onerror="alert(1)">{{ 7*7 }}</textarea><script>1</script>'


class TestThePage:
    def test_shows_words_facts_attempts_and_what_comes_next(
        self, lena: PageClient, case: str
    ) -> None:
        page = lena.get(address(case))

        assert page.h1 == "Ich kann keine Mails senden"
        for shown in (
            "Ich kann keine Mails senden. Seit Freitag.",
            "Outlook 2021",
            "Postausgang geprüft ohne Wirkung",
            "11:00 heute, in 90 Min. Lena Braun liest Ihre Anfrage und schreibt Ihnen",
            "Sabine Berger hat die E-Mail-Adresse bestätigt",
            "fehlermeldung.png",
        ):
            assert shown in page.text
        assert page.headers["Cache-Control"] == "no-store"

    def test_r8_what_a_customer_writes_is_text_everywhere(
        self, app: Flask, lena: PageClient, changing: Change, clock: SettableClock
    ) -> None:
        with changing() as session:
            public_id = hand_over(
                app, session, now=clock(), queue_key="mail", words=HOSTILE, name=HOSTILE[:100]
            ).public_id
        for path in (address(public_id), "/agent/cases", "/agent/cases?q=img"):
            page = lena.get(path)
            assert "<img src=x" not in page.body
            assert "<script>1" not in page.body
            assert "{{ 7*7 }}" in page.text

    def test_a4_other_cases_of_the_same_address_are_named_within_the_team_only(
        self, app: Flask, lena: PageClient, case: str, changing: Change, clock: SettableClock
    ) -> None:
        with changing() as session:
            hand_over(app, session, now=clock(), queue_key="mail", words="Noch etwas anderes")
            hand_over(app, session, now=clock(), queue_key="web", words="Geheimes der anderen")
        page = lena.get(address(case))

        assert "Noch etwas anderes" in page.links()
        assert "Geheimes" not in page.text


class TestReplying:
    def test_a_reply_goes_out_with_its_promise(
        self, app: Flask, lena: PageClient, pages: PageClient, case: str, seen: Seeing
    ) -> None:
        sent = reply_to(lena.get(address(case)))

        answer = lena.post(address(case, "replies"), sent)

        assert answer.location == address(case)
        now = seen()
        assert now.said == [("reply", "Bitte prüfen Sie „Anmelden mit“.")]
        assert [promise.state for promise in now.promises] == ["kept", "open"]
        assert now.open_promise.text == "Ich frage nach"
        assert now.open_promise.due_at == now.case.due_at
        assert now.case.due_at is not None
        assert now.case.due_at.isoformat() == "2026-11-24T09:00:00+00:00"
        assert now.case.status == "open"
        customer = pages.get(address_of(app, now.case))
        assert "Bitte prüfen Sie „Anmelden mit“." in customer.text
        assert "Ich frage nach" in customer.text

    @pytest.mark.parametrize(
        ("typed", "complaint"),
        [
            ({"body": "  "}, "Schreiben Sie zuerst die Antwort."),
            ({"promise": ""}, "Schreiben Sie, was Sie als Nächstes tun"),
            ({"due": ""}, "Sagen Sie, bis wann"),
            ({"due": "other"}, "Sagen Sie, bis wann"),
            ({"due": "other", "due_on": "2026-11-24"}, "Sagen Sie, bis wann"),
            ({"due": "nonsense"}, "Sagen Sie, bis wann"),
            ({"due": "2026-11-24T10:00"}, "Sagen Sie, bis wann"),
            ({"due": "other", "due_on": "2026-11-24", "due_time": "22:00"}, "niemand da"),
            ({"due": "other", "due_on": "2026-12-25", "due_time": "10:00"}, "niemand da"),
            ({"due": "other", "due_on": "2026-11-22", "due_time": "10:00"}, "vorbei"),
            ({"due": "2028-11-24T10:00+01:00"}, "in den nächsten 60 Tagen"),
            ({"then": "wait"}, "an welchem Tag"),
            ({"then": "wait", "remind_on": "2026-11-23"}, "einen Tag nach heute"),
            ({"then": "wait", "remind_on": "23.11.2026"}, "2026-11-23"),
            ({"then": "whatever"}, ""),
        ],
    )
    def test_without_a_promise_that_can_be_kept_nothing_goes_out_and_the_text_stays(
        self, lena: PageClient, case: str, seen: Seeing, typed: dict[str, str], complaint: str
    ) -> None:
        form = reply_to(lena.get(address(case)), "Ein langer Text, der bleibt.") | typed

        page = lena.post(address(case, "replies"), form, status=422)

        assert complaint in page.text
        assert kept_text(page) == form["body"].strip()
        assert page.one("input", id="promise").get("value") == form["promise"]
        assert seen().said == []
        assert len(seen().promises) == 1

    def test_a_time_of_ones_own_within_service_hours_is_taken(
        self, lena: PageClient, case: str, seen: Seeing
    ) -> None:
        form = reply_to(lena.get(address(case)), due="other", due_on="2026-11-28", due_time="13:00")
        lena.post(address(case, "replies"), form)

        assert seen().open_promise.due_at.isoformat() == "2026-11-28T12:00:00+00:00"

    def test_waiting_promises_to_remind(
        self, app: Flask, lena: PageClient, pages: PageClient, case: str, seen: Seeing
    ) -> None:
        form = reply_to(lena.get(address(case)), then="wait", remind_on="2026-11-29")
        lena.post(address(case, "replies"), form)

        now = seen()
        assert (now.case.status, now.open_promise.kind) == ("waiting", "your_answer")
        assert now.open_promise.due_at.isoformat() == "2026-11-30T07:00:00+00:00"  # not on Sunday
        assert "Lena Braun wartet auf den Kunden" in lena.get(address(case)).text

    def test_solved_asks_the_customer_who_can_say_that_it_is_not(
        self, app: Flask, lena: PageClient, pages: PageClient, case: str, seen: Seeing
    ) -> None:
        lena.post(address(case, "replies"), reply_to(lena.get(address(case)), then="solved"))

        now = seen()
        assert (now.case.status, [promise.state for promise in now.promises]) == (
            "solved",
            ["kept"],
        )
        assert now.case.due_at is None
        pages.post(f"{address_of(app, now.case)}/reopening")
        assert seen().case.status == "open"
        assert seen().open_promise.kind == "next_update"
        assert "Sabine Berger hat den Fall wieder geöffnet" in lena.get(address(case)).text

    def test_whoever_answers_what_nobody_has_becomes_the_contact_person(
        self, desk_of: Callable[[str], PageClient], case: str, seen: Seeing, changing: Change
    ) -> None:
        with changing() as session:
            session.merge(seen().case).contact_id = None
        tom = desk_of("Tom")
        lena_s = tom.get(address(case))
        assert "noch niemand" in lena_s.text
        tom.post(address(case, "replies"), reply_to(lena_s))

        assert seen().contact == "Tom Behrens"


class TestNotes:
    def test_a_note_stays_within_the_team(
        self, app: Flask, lena: PageClient, pages: PageClient, case: str, seen: Seeing
    ) -> None:
        form = form_of(lena.get(address(case)), "notes", body="Kundin ist verärgert")
        lena.post(address(case, "notes"), form)

        assert seen().said == [("note", "Kundin ist verärgert")]
        assert len(seen().promises) == 1
        assert "interne Notiz, für Sabine Berger unsichtbar" in lena.get(address(case)).text
        assert "verärgert" not in pages.get(address_of(app, seen().case)).body

    def test_an_empty_note_is_asked_for(self, lena: PageClient, case: str, seen: Seeing) -> None:
        form = form_of(lena.get(address(case)), "notes", body=" \n ")
        page = lena.post(address(case, "notes"), form, status=422)

        assert "Schreiben Sie zuerst die Notiz." in page.text
        assert seen().said == []


class TestAssignment:
    def test_a_colleague_takes_a_case_and_makes_the_promise_again(
        self, desk_of: Callable[[str], PageClient], case: str, seen: Seeing
    ) -> None:
        tom = desk_of("Tom")
        before = seen().open_promise
        tom.post(address(case, "assignment"), form_of(tom.get(address(case)), "assignment"))

        now = seen()
        assert now.contact == "Tom Behrens"
        assert now.open_promise.text == "Tom Behrens liest Ihre Anfrage und schreibt Ihnen"
        assert now.open_promise.due_at == before.due_at
        assert [promise.state for promise in now.promises] == ["moved", "open"]

    def test_handing_over_needs_a_summary_which_becomes_a_note(
        self, app: Flask, lena: PageClient, case: str, seen: Seeing, teams: dict[str, int]
    ) -> None:
        with app.app_context():
            tom = db.session.get_one(Person, teams["Tom Behrens"]).public_id
        page = lena.get(address(case))
        form = form_of(page, "assignment", person=tom, summary="")
        assert "wie der Fall steht" in lena.post(address(case, "assignment"), form, status=422).text
        assert seen().contact == "Lena Braun"

        lena.post(address(case, "assignment"), form | {"summary": "Port 465 ist geprüft."})

        assert seen().contact == "Tom Behrens"
        assert seen().said == [("note", "Port 465 ist geprüft.")]
        assert "hat den Fall an Tom Behrens weitergegeben" in lena.get(address(case)).text

    def test_an_overdue_promise_is_not_carried_over_in_the_past(
        self, desk_of: Callable[[str], PageClient], case: str, seen: Seeing, clock: SettableClock
    ) -> None:
        clock.advance(hours=4)
        tom = desk_of("Tom")
        tom.post(address(case, "assignment"), form_of(tom.get(address(case)), "assignment"))

        assert [promise.state for promise in seen().promises] == ["broken", "open"]
        assert seen().open_promise.due_at > clock()


class TestOtherStates:
    def test_waiting_without_a_message(self, lena: PageClient, case: str, seen: Seeing) -> None:
        form = form_of(lena.get(address(case)), "waiting", remind_on="2026-11-26")
        for _ in range(2):
            lena.post(address(case, "waiting"), form)

        assert (seen().case.status, seen().said) == ("waiting", [])
        assert len(seen().promises) == 2

    def test_solving_without_words_sends_a_standard_sentence_in_the_customer_s_language(
        self, lena: PageClient, case: str, seen: Seeing
    ) -> None:
        form = form_of(lena.get(address(case)), "solution", body="")
        for _ in range(2):
            lena.post(address(case, "solution"), form)

        ((kind, body),) = seen().said
        assert (kind, body[:20]) == ("reply", "Soweit wir sehen, is")
        assert seen().case.status == "solved"

    def test_opening_again_makes_a_promise(self, lena: PageClient, case: str, seen: Seeing) -> None:
        lena.post(address(case, "solution"), form_of(lena.get(address(case)), "solution"))
        form = form_of(lena.get(address(case)), "reopening")
        for _ in range(2):
            lena.post(address(case, "reopening"), form)

        assert seen().case.status == "open"
        assert seen().open_promise.kind == "next_update"

    def test_every_act_leaves_an_event_with_ids_only(
        self, app: Flask, lena: PageClient, case: str, seen: Seeing, teams: dict[str, int]
    ) -> None:
        lena.post(address(case, "replies"), reply_to(lena.get(address(case))))
        lena.post(address(case, "notes"), form_of(lena.get(address(case)), "notes", body="x"))
        with app.app_context():
            events = events_of(db.session, f"case:{seen().case.id}")
        mine = [event.name for event in events if event.actor_id == teams["Lena Braun"]]

        assert mine == ["case.replied", "promise.kept", "promise.made", "case.noted"]
        for event in events:
            for value in event.details.values():  # ids, and words and instants without a space
                assert value is None or isinstance(value, int | list) or " " not in value


def test_one_open_promise_for_each_open_case_after_any_act(
    lena: PageClient, case: str, seen: Seeing
) -> None:
    for act, typed in (
        (
            "replies",
            {"body": "a", "then": "go_on", "promise": "b", "due": "2026-11-24T10:00+01:00"},
        ),
        ("waiting", {"remind_on": "2026-11-26"}),
        ("notes", {"body": "c"}),
        ("solution", {"body": ""}),
        ("reopening", {}),
        ("replies", {"body": "d", "then": "wait", "remind_on": "2026-11-27"}),
    ):
        lena.post(address(case, act), form_of(lena.get(address(case)), act, **typed))
        now = seen()
        open_ones = [promise for promise in now.promises if promise.state == "open"]
        assert len(open_ones) == (0 if now.case.status == "solved" else 1), act
        assert now.case.due_at == (open_ones[0].due_at if open_ones else None)
