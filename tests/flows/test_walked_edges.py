"""Every edge that a walk says it took is one that the author wrote, in an unbroken line; but for
what got worse in a called flow, which ends at the nearest person."""

from itertools import pairwise

import pytest

from portal.remedies.catalogue import catalogue
from portal.troubleshooter.flow_files import LIBRARY, flow_files
from portal.troubleshooter.flow_tests import run_tests
from portal.troubleshooter.graph_edges import Way, all_edges, persons
from portal.troubleshooter.parsing import parse_flow
from portal.troubleshooter.replay import ELSE

FLOWS = {
    file.stem: parse_flow(file.read_text(encoding="utf-8"), catalogue=catalogue())
    for file in flow_files([LIBRARY])
}


@pytest.mark.parametrize("flow", FLOWS.values(), ids=FLOWS)
def test_a_walk_names_the_edges_it_took(flow):
    written = {
        (edge.source, ELSE if edge.way is Way.ELSE else edge.key, edge.target)
        for edge in all_edges(flow)
    }
    for result in run_tests(flow, FLOWS):
        way_in, *walked = result.position.walked
        assert way_in == ("", "", flow.start)
        others = {edge.target for edge in set(walked) - written}
        assert others <= set(persons(flow)), "only what got worse leads past the author's edges"
        assert all(one.target == other.source for one, other in pairwise([way_in, *walked]))
        assert result.position.walked[-1].target == result.position.step.id
