"""Which flow is meant, from what speaks for each."""

from portal.intake.problems import OFFERED, SURE, Signs, probabilities

NOTHING = Signs(named=0.0, found=0.0, leads=0.0)


def test_a_symptom_that_is_named_and_found_is_sure():
    likely = probabilities({"send": Signs(1.0, 1.0, 1.0), "noise": NOTHING})

    assert likely["send"] > SURE
    assert likely["noise"] < OFFERED


def test_two_that_fit_alike_are_both_offered_and_neither_is_chosen():
    likely = probabilities({"send": Signs(0.8, 0.9, 1.0), "receive": Signs(0.8, 0.9, 1.0)})

    assert OFFERED < likely["send"] == likely["receive"] < SURE


def test_a_text_that_names_no_symptom_leads_nowhere_however_well_search_does():
    likely = probabilities({"send": Signs(0.1, 1.0, 1.0), "receive": NOTHING})

    assert max(likely.values()) < OFFERED


def test_without_flows_there_is_nothing_to_offer():
    assert probabilities({}) == {}
