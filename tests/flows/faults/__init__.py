"""Ways to break each of the linter's rules in a flow that ships."""

from tests.flows.faults import structure, texts, world
from tests.flows.faults.planting import FAULTS, Fault


def every_fault() -> list[Fault]:
    """All that the modules here define."""
    assert {structure, texts, world}
    return FAULTS
