"""What may not become one case, and why."""

import pytest
from sqlalchemy.orm import Session

from portal.core.errors import Invalid
from portal.escalations.desk.operations import Outdated
from portal.escalations.operations import solve, write
from tests.unit.escalations.conftest import NOW, Opening
from tests.unit.escalations.joining.conftest import Merging


def test_a_case_with_itself_is_refused(confirmed: Opening, merging: Merging) -> None:
    case = confirmed("berger")
    with pytest.raises(Invalid, match="same case"):
        merging(case, case)


def test_a3_cases_of_two_addresses(confirmed: Opening, merging: Merging) -> None:
    kept, gone = confirmed("berger"), confirmed("again", email="other@example.org")
    with pytest.raises(Invalid, match="mail address"):
        merging(gone, kept)


def test_a3_callers_without_an_address(opened: Opening, merging: Merging) -> None:
    kept, gone = opened("berger", email=""), opened("again", email="")
    with pytest.raises(Invalid, match="mail address"):
        merging(gone, kept)


def test_a3_into_a_case_whose_sender_only_typed_the_address(
    opened: Opening, confirmed: Opening, merging: Merging
) -> None:
    gone, kept = confirmed("again"), opened("berger")
    kept.confirmed_at = None
    with pytest.raises(Invalid, match="confirmed"):
        merging(gone, kept)


def test_what_goes_on_into_what_is_solved(
    session: Session, confirmed: Opening, merging: Merging
) -> None:
    kept, gone = confirmed("berger"), confirmed("again")
    solve(session, kept, now=NOW)
    with pytest.raises(Invalid, match="solved"):
        merging(gone, kept)


@pytest.mark.parametrize("which", [0, 1])
def test_on_a_page_that_is_older_than_either(
    session: Session, confirmed: Opening, merging: Merging, office, which: int
) -> None:
    cases = confirmed("again"), confirmed("berger")
    seen = cases[0].revision, cases[1].revision
    write(session, cases[which], "Neues", (), office=office, now=NOW)
    with pytest.raises(Outdated):
        merging(*cases, revisions=seen)
