"""The people of the simulated week: three who answer, and customers who write."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from numpy.random import Generator
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal.accounts.absences import away
from portal.accounts.models import Person
from portal.accounts.queues import members
from portal.core.db import transaction
from portal.core.types import public_id
from portal.escalations.composer.checks import Draft, check_reply, record_asked_again
from portal.escalations.composer.operations import Reply, Then, send_reply
from portal.escalations.composer.repeat_checks import RepeatChecks
from portal.escalations.contact_persons.assignment_operations import hand_over
from portal.escalations.desk_queries import OURS
from portal.escalations.models import Escalation
from portal.escalations.office import Office
from portal.escalations.operations import (
    HandOver,
    confirm_address,
    open_case,
    reopen,
    solve,
    write,
)
from portal.escalations.promises.moving_operations import move_promise, set_priority
from portal.escalations.promises.operations import open_promise
from portal.escalations.promises.rules import proposals, reminder
from portal.service_hours.queries import service_of
from portal.service_hours.rules import Priority, is_open
from search.embedder_client import EmbedderClient
from tests.benchmarks.week_office import BERLIN, TEAMS, Agent

AHEAD = timedelta(hours=4)
"""What is promised for later than this is left for later."""
KNOWN_BEFORE, CONFIRMS, SOLVES_EARLY = 0.12, 0.8, 0.04
"""Of the customers: has had a case here, confirms the address, finds the answer beforehand."""
PRESSES, HANDS_OVER, NEEDS_LONGER, ASKS_AGAIN = 0.05, 0.06, 0.08, 0.08
"""Of the acts of who answers: gives a higher priority as well, hands over, moves the promise
before it is due; of the replies: asks for what is known."""
THEN = {Then.SOLVED: 0.4, Then.WAIT: 0.3, Then.GO_ON: 0.3}
WRITES = {Then.SOLVED: 0.06, Then.WAIT: 0.7, Then.GO_ON: 0.12}
NOT_YET, SOLVED_MEANWHILE = 0.09, 0.05
"""Of the customers after a reply: who write, who say that it is not solved yet, that it is."""
BODY = {
    "de": "Guten Tag {name},\n\nvielen Dank für Ihre Nachricht. {more}\n\nViele Grüße",
    "en": "Hello {name},\n\nthank you for your message. {more}\n\nKind regards",
}
MORE = {"de": "Ich habe mir das angesehen.", "en": "I have looked into it."}
ASKS = {"de": "Wie lautet Ihre E-Mail-Adresse?", "en": "What is your email address?"}
LONGER = {"de": "Die Prüfung dauert länger.", "en": "The check takes longer."}


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody writes."""

    lang: str
    title: str
    text: str


@dataclass(slots=True)
class Desk:
    """Who does what: everything by chance, but the same for the same seed. `plan` lets something
    happen at a later time."""

    session: Session
    office: Office
    agents: Sequence[Agent]
    minutes: float
    chance: Generator
    plan: Callable[[datetime, Callable[[datetime], None]], None]
    checks: RepeatChecks = field(init=False)
    addresses: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        nobody = EmbedderClient(self.office.settings.embedder_socket, timeout=1)
        self.checks = RepeatChecks(nobody, nobody, start=lambda _fetch: None)

    def arrive(self, question: Question, now: datetime) -> None:
        """A customer hands over."""
        if self.addresses and self.chance.random() < KNOWN_BEFORE:
            email = self.addresses[int(self.chance.integers(len(self.addresses)))]
        else:
            email = f"kunde{len(self.addresses)}@kunden.example"
            self.addresses.append(email)
        sent = HandOver(
            public_id=public_id(),
            words=f"{question.title}.\n\n{question.text}",
            name=f"Kundin {email[5:].partition('@')[0]}",
            email=email,
            phone="",
            channel="mail",
            callback_wish="",
            locale=question.lang,
            time_zone="Europe/Berlin",
            queue_key=TEAMS[int(self.chance.random() < 0.6)],
            lines=(),
        )
        with transaction(self.session):
            case = open_case(
                self.session, sent, journey=None, draft=None, office=self.office, now=now
            )
        if self.chance.random() < CONFIRMS:
            self._customer(case, now, 1, lambda c, at: self._confirm(c, at))
        if self.chance.random() < SOLVES_EARLY:
            self._customer(case, now, 8, lambda c, at: solve(self.session, c, now=at))

    def look_round(self, now: datetime) -> None:
        """Whoever is there and has nothing at hand begins with what is due first."""
        for agent in self.agents:
            if agent.case_id is None:
                self._begin(agent, now)

    def _begin(self, agent: Agent, now: datetime) -> None:
        length = timedelta(minutes=float(self.chance.gamma(4, self.minutes / 4)))
        there = is_open(agent.own, now) and is_open(agent.own, now + length)
        if not there or agent.person.id in away(self.session, now):
            return
        mine = or_(
            Escalation.deputy_id == agent.person.id,
            (Escalation.contact_id == agent.person.id) & Escalation.deputy_id.is_(None),
            Escalation.contact_id.is_(None),
        )
        taken = [other.case_id for other in self.agents if other.case_id is not None]
        query = select(Escalation.id).where(
            mine, Escalation.status.in_([one.value for one in OURS]), Escalation.id.not_in(taken)
        )
        soon = or_(Escalation.due_at <= now + AHEAD, Escalation.status == OURS[0].value)
        query = query.where(soon).order_by(Escalation.due_at, Escalation.id).limit(1)
        agent.case_id = self.session.scalar(query)
        if agent.case_id is not None:
            self.plan(now + length, lambda at: self._finish(agent, at))

    def _finish(self, agent: Agent, now: datetime) -> None:
        with transaction(self.session):
            case = self.session.get_one(Escalation, agent.case_id, populate_existing=True)
            if case.status in OURS:
                self._act(agent.person, case, now)
        agent.case_id = None
        self._begin(agent, now)

    def _act(self, person: Person, case: Escalation, now: datetime) -> None:
        seen = {"actor_id": person.id, "office": self.office, "now": now}
        calendar = service_of(self.session, self.office.organisation, case.queue, now).calendar
        times = proposals(calendar, now)
        if self.chance.random() < PRESSES:
            priority = Priority.HIGH
            set_priority(self.session, case, priority, revision=case.revision, **seen)
        chosen, promise = self.chance.random(), open_promise(self.session, case)
        gone = away(self.session, now) | {person.id}
        others = [one for one in members(self.session, case.queue) if one.id not in gone]
        if chosen < HANDS_OVER and others:
            to = others[int(self.chance.integers(len(others)))]
            summary, key = "Bisher geprüft, es fehlt noch der Server.", public_id()
            hand_over(self.session, case, to, summary, key=key, revision=case.revision, **seen)
        elif (
            chosen < HANDS_OVER + NEEDS_LONGER
            and promise is not None
            and times[1] > promise.due_at > now
        ):
            reason = LONGER[case.locale]
            move_promise(self.session, case, times[1], reason, revision=case.revision, **seen)
        else:
            self._reply(person, case, now, times, reminder(calendar, _day_after(now), now))

    def _reply(
        self,
        person: Person,
        case: Escalation,
        now: datetime,
        times: Sequence[datetime],
        remind_at: datetime,
    ) -> None:
        then = tuple(THEN)[int(self.chance.choice(len(THEN), p=tuple(THEN.values())))]
        due_at = {Then.WAIT: remind_at, Then.GO_ON: times[int(self.chance.integers(2))]}.get(then)
        asks = self.chance.random() < ASKS_AGAIN
        more = MORE[case.locale] + (f" {ASKS[case.locale]}" if asks else "")
        body = BODY[case.locale].format(name=case.name, more=more)
        base_url = self.office.settings.base_url
        findings = check_reply(
            self.session, case, Draft(body, promised=True), self.checks, base_url=base_url
        )
        promise = MORE[case.locale] if then is Then.GO_ON else ""
        reply = Reply(public_id(), body, then, promise, due_at)
        send_reply(
            self.session,
            case,
            reply,
            revision=case.revision,
            author=person,
            office=self.office,
            now=now,
        )
        record_asked_again(self.session, case, findings, actor_id=person.id, now=now)
        self._let_answer(case, then, now)

    def _let_answer(self, case: Escalation, then: Then, now: datetime) -> None:
        answers = self.chance.random()
        if answers < WRITES[then]:
            self._customer(case, now, 7, lambda c, at: self._write(c, at))
        elif then is Then.SOLVED and answers < WRITES[then] + NOT_YET:
            office = self.office
            self._customer(
                case, now, 7, lambda c, at: reopen(self.session, c, office=office, now=at)
            )
        elif then is not Then.SOLVED and answers > 1 - SOLVED_MEANWHILE:
            self._customer(case, now, 7, lambda c, at: solve(self.session, c, now=at))

    def _write(self, case: Escalation, now: datetime) -> None:
        write(self.session, case, "Hier ist, was fehlte.", (), office=self.office, now=now)

    def _confirm(self, case: Escalation, now: datetime) -> None:
        confirm_address(self.session, case, office=self.office, now=now)

    def _customer(
        self,
        case: Escalation,
        now: datetime,
        hours: float,
        act: Callable[[Escalation, datetime], None],
    ) -> None:
        """Let a customer do it after so many hours on average, by day or night."""
        case_id = case.id

        def happens(at: datetime) -> None:
            with transaction(self.session):
                act(self.session.get_one(Escalation, case_id, populate_existing=True), at)

        passed = timedelta(seconds=int(self.chance.exponential(hours * 3600)) + 60)
        self.plan(now + passed, happens)


def _day_after(now: datetime) -> date:
    return now.astimezone(BERLIN).date() + timedelta(days=2)
