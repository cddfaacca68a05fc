"""A part of a case becomes a case of its own, and the customer explains neither again."""

import pytest
from sqlalchemy.orm import Session

from portal.accounts.queues import queue_by_key
from portal.core.errors import Invalid
from portal.core.mail import OutboundMail
from portal.escalations.case_queries import context_lines
from portal.escalations.context import Line, Section
from portal.escalations.desk.operations import Outdated
from portal.escalations.joining.models import LinkKind
from portal.escalations.joining.queries import linked_cases
from portal.escalations.joining.splitting import Part, split_case
from portal.escalations.models import Escalation
from portal.escalations.operations import confirm_address
from portal.escalations.promises.operations import open_promise
from portal.web.access import Reader, Role
from tests.unit.escalations.conftest import NOW, Opening

TRIED = Line("attempt:x", Section.ATTEMPT, "", "Neu gestartet", NOW, remedy="router.restart",
             outcome="no_change")  # fmt: skip


@pytest.fixture
def case(session: Session, opened: Opening, office) -> Escalation:
    case = opened("berger", lines=[TRIED], locale="de")
    confirm_address(session, case, office=office, now=NOW)
    return case


@pytest.fixture
def splitting(session: Session, people, office):
    def split(case: Escalation, **changes) -> Escalation:
        part = {"key": "2" * 12, "words": "Und die Rechnung stimmt nicht.",
                "queue": queue_by_key(session, "support")}  # fmt: skip
        given = {"revision": case.revision}
        given |= {key: changes.pop(key) for key in ("revision",) if key in changes}
        return split_case(
            session, case, Part(**(part | changes)), actor_id=people["Lena"].id, office=office,
            now=NOW, **given,
        )  # fmt: skip

    return split


def test_the_new_case_knows_who_asks_and_what_was_tried(
    session: Session, case: Escalation, splitting
) -> None:
    new = splitting(case)

    assert (new.requester_id, new.name, new.queue.key) == (case.requester_id, case.name, "support")
    assert new.words == "Und die Rechnung stimmt nicht."
    assert [line.remedy for line in context_lines(session, new)] == ["router.restart"]
    assert open_promise(session, new) is not None
    assert new.contact is not None
    assert new.confirmed_at == case.confirmed_at


def test_both_name_each_other(session: Session, case: Escalation, splitting) -> None:
    reader = Reader(user_id=1, role=Role.ADMIN)
    new = splitting(case)
    (there,), (back,) = linked_cases(session, case, reader), linked_cases(session, new, reader)

    assert (there.case.id, there.kind, there.first) == (new.id, LinkKind.SPLIT, False)
    assert (back.case.id, back.first) == (case.id, True)


def test_the_customer_is_told_both_numbers_in_one_mail(
    session: Session, case: Escalation, splitting
) -> None:
    before = session.query(OutboundMail).count()
    new = splitting(case)
    mails = session.query(OutboundMail).order_by(OutboundMail.id).all()[before:]

    (mail,) = mails
    text = mail.text.replace("\N{NO-BREAK SPACE}", "")
    assert str(case.number) in text
    assert str(new.number) in text


def test_sent_twice_it_is_one_case(case: Escalation, splitting) -> None:
    assert splitting(case).id == splitting(case).id


def test_a_caller_without_an_address_stays_the_same_person(opened: Opening, splitting) -> None:
    case = opened("caller", email="")
    assert splitting(case).requester_id == case.requester_id


def test_without_words_or_on_an_older_page_nothing_is_made(case: Escalation, splitting) -> None:
    with pytest.raises(Invalid):
        splitting(case, words="")
    with pytest.raises(Outdated):
        splitting(case, revision=case.revision - 1)
