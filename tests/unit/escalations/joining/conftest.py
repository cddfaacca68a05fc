"""Cases to merge, and the act."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from portal.escalations.joining.merging import merge_cases
from portal.escalations.models import Escalation
from portal.escalations.operations import confirm_address
from tests.unit.escalations.conftest import NOW, Opening

LATER = NOW + timedelta(minutes=5)
Merging = Callable[..., None]


@pytest.fixture
def merging(session: Session, people, office) -> Merging:
    """merging(gone, kept): as an agent does it, on the page as it stands."""

    def merge(gone: Escalation, kept: Escalation, **changes) -> None:
        given = {"revisions": (gone.revision, kept.revision), "now": LATER}
        merge_cases(
            session, gone, kept, actor_id=people["Lena"].id, office=office, **(given | changes)
        )

    return merge


@pytest.fixture
def confirmed(session: Session, opened: Opening, office) -> Opening:
    """Opens a case whose sender has confirmed the address."""

    def open_one(name: str = "berger", **changes) -> Escalation:
        case = opened(name, **changes)
        confirm_address(session, case, office=office, now=case.created_at)
        return case

    return open_one
