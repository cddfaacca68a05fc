"""Cases to count: the desk of the cases' own tests."""

from tests.unit.escalations.conftest import (  # noqa: F401 - fixtures
    office,
    opened,
    people,
    session,
)
