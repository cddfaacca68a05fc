"""Faults of conditions, remedies, what is asked for, and upkeep: F10, F11, F13, F14, F17 and F20
to F25."""

from portal.troubleshooter.graph_edges import all_edges, reachable, sources
from tests.flows.faults.parts import new_question, new_remedy_step, remedy_step
from tests.flows.faults.planting import CannotBePlanted, Draft, Near, Tree, fault


@fault("F10", "no_step")
def a_condition_on_no_step(draft: Draft) -> Near:
    return _when(draft, {"answer": "no_such_step", "is": "yes"})


@fault("F10", "later")
def a_condition_on_a_later_answer(draft: Draft) -> Near:
    start = draft.tree["start"]
    asked = next((id_ for id_ in draft.of_kind("ask", ask="single") if id_ != start), None)
    if asked is None:
        raise CannotBePlanted("nothing is asked after the first step")
    option = draft.tree["steps"][asked]["options"][0]["id"]
    befores = sources(all_edges(draft.flow))
    if asked in reachable(befores.get(start, ()), befores):
        raise CannotBePlanted("a loop leads back to the first step")
    step = draft.step(start)
    step["when"], step["else"] = {"answer": asked, "is": option}, draft.end("escalate")
    return Near("steps", start, f"answer: {asked}")


@fault("F10", "remedy")
def a_condition_on_an_unknown_remedy(draft: Draft) -> Near:
    return _when(draft, {"outcome": "no.such_remedy", "is": "no_change"})


@fault("F10", "no_question")
def a_condition_on_the_answer_to_a_remedy(draft: Draft) -> Near:
    return _when(draft, {"answer": draft.end("solved"), "is": "yes"})


@fault("F11", "always")
def a_condition_that_always_holds(draft: Draft) -> Near:
    known = {"fact": "customer_number"}
    return _when(draft, {"any": [known, {"not": known}]}, "")


@fault("F11", "never")
def a_condition_that_never_holds(draft: Draft) -> Near:
    both = [{"fact": "domain", "is": "a.example"}, {"fact": "domain", "is": "b.example"}]
    return _when(draft, {"all": both}, "")


@fault("F11", "unknown_option")
def a_condition_on_an_option_that_does_not_exist(draft: Draft) -> Near:
    start = draft.tree["start"]
    if draft.tree["steps"][start]["ask"] != "single":
        raise CannotBePlanted("the first question is no single choice")
    return _when(draft, {"answer": start, "is": "no_such_option"}, "")


@fault("F13", "step")
def a_step_with_an_unknown_remedy(draft: Draft) -> Near:
    step = remedy_step(draft)
    draft.step(step)["do"] = "no.such_remedy"
    return Near("steps", step, "no.such_remedy")


@fault("F13", "entry")
def an_unknown_remedy_of_the_catalogue(draft: Draft) -> Near:
    draft.remedy("no.such_remedy")
    return Near("remedies", "no.such_remedy", "no.such_remedy")


@fault("F13", "alias")
def words_of_another_remedy(draft: Draft) -> Near:
    entry = draft.tree["remedies"][0]["id"]
    other = "router.restart" if entry != "router.restart" else "device.restart"
    taken = draft.catalogue[other].aliases["de"][0]
    aliases = draft.flow.remedies[entry].aliases
    draft.remedy(entry)["aliases"] = {"de": [*aliases["de"], taken.upper()], "en": aliases["en"]}
    return Near("remedies", entry, taken.upper())


@fault("F14", "removed")
def nobody_may_not_know(draft: Draft) -> Near:
    for id_ in draft.of_kind("ask", ask="single"):
        options = draft.tree["steps"][id_]["options"]
        known = [option for option in options if option["id"] != "unsure"]
        if len(known) == len(options) - 1:
            draft.step(id_)["options"] = known
            return Near("steps", id_)
    raise CannotBePlanted("no question has the option “unsure”")


@fault("F14", "new")
def a_new_question_that_makes_guess(draft: Draft) -> Near:
    step = new_question()
    del step["options"][-1]
    return draft.before_start("weather", step)


@fault("F17", "not_needed")
def something_to_fetch_that_nobody_needs(draft: Draft) -> Near:
    draft.take("have_ready").append(
        {"id": "serial_number", "de": "die Seriennummer", "en": "the serial number"}
    )
    return Near("have_ready", passage="serial_number")


@fault("F17", "not_announced")
def something_asked_that_nobody_fetched(draft: Draft) -> Near:
    draft.take("escalate")["ask"].append("contract_number")
    return Near("escalate", passage="contract_number")


@fault("F17", "dropped")
def what_is_asked_is_announced_no_more(draft: Draft) -> Near:
    asked = draft.tree["escalate"]["ask"]
    ready = [need for need in draft.tree["have_ready"] if need["id"] not in asked]
    questions = [id_ for id_ in asked if id_ in draft.tree["steps"] or id_ == "callback"]
    if len(questions) == len(asked):
        raise CannotBePlanted("all that a person asks is asked in the flow")
    draft.tree["have_ready"] = ready
    return Near("escalate")


@fault("F20", "high")
def a_risk_without_consent(draft: Draft) -> Near:
    for entry in draft.tree["remedies"]:
        if not draft.flow.remedies[entry["id"]].consent:
            draft.remedy(entry["id"])["risk"] = "high"
            return Near("remedies", entry["id"])
    raise CannotBePlanted("all remedies name what may be lost")


@fault("F21", "removed")
def verify_is_lost(draft: Draft) -> Near:
    for entry in draft.tree["remedies"]:
        if "use" not in entry:
            del draft.remedy(entry["id"])["verify"]
            return Near("remedies", entry["id"])
    raise CannotBePlanted("all remedies are those of the catalogue, which has “verify” for each")


@fault("F21", "own")
def a_remedy_of_its_own_without_verify(draft: Draft) -> Near:
    title = {"de": "Die Uhr aufziehen", "en": "Wind up the clock"}
    draft.tree["remedies"] = [
        *draft.tree["remedies"],
        {"id": "clock.wind_up", "text": {"title": title, "short": title}, "minutes": "1"},
    ]
    step = remedy_step(draft)
    draft.step(step)["do"] = "clock.wind_up"
    return Near("remedies", "clock.wind_up")


@fault("F22", "team")
def an_unknown_team(draft: Draft) -> Near:
    draft.take("escalate")["queue"] = "no_such_team"
    return Near("escalate", passage="no_such_team")


@fault("F23", "owner")
def nobody_owns_it(draft: Draft) -> Near:
    del draft.tree["owner"]
    return Near("status")


@fault("F23", "review_by")
def nobody_looks_again(draft: Draft) -> Near:
    del draft.tree["review_by"]
    return Near("status")


@fault("F23", "past")
def nobody_looked_again(draft: Draft) -> Near:
    draft.tree["review_by"] = "2026-01-31"
    return Near("review_by")


@fault("F24", "end")
def an_end_without_a_test(draft: Draft) -> Near:
    end = draft.end("solved")
    draft.tree["tests"] = [test for test in draft.tree["tests"] if test["expect"].get("end") != end]
    return Near("steps", end)


@fault("F24", "all")
def no_tests_at_all(draft: Draft) -> Near:
    del draft.tree["tests"]
    return Near("steps", draft.end("escalate"))


@fault("F24", "option")
def an_option_without_a_test(draft: Draft) -> Near:
    step = draft.first("ask", ask="single")
    options = draft.step(step)["options"]
    options.append({**options[0], "id": "planted", "de": "Noch etwas", "en": "One more thing"})
    return Near("tests")


@fault("F25", "step")
def a_step_under_a_new_id(draft: Draft) -> Near:
    old = draft.first("ask")
    draft.old = draft.flow
    draft.rename_step(old, f"{old}_now")
    return Near("steps")


@fault("F25", "removed")
def a_step_that_is_gone(draft: Draft) -> Near:
    draft.old = draft.flow
    gone = remedy_step(draft)
    after = draft.tree["steps"][gone]["next"]["no_change"]
    draft.rename_step(gone, after)
    return Near("steps")


@fault("F25", "option")
def an_option_under_a_new_id(draft: Draft) -> Near:
    step = draft.first("ask", ask="single")
    draft.old = draft.flow
    draft.step(step)["options"][0]["id"] = "planted"
    return Near("steps", step)


@fault("F25", "flow")
def a_flow_under_a_new_id(draft: Draft) -> Near:
    draft.old = draft.flow
    draft.tree["id"] += "-now"
    return Near("id")


def _when(draft: Draft, condition: Tree, passage: str | None = None) -> Near:
    """Put a new remedy step under a condition before a person: any question leads there first."""
    step = {**new_remedy_step(draft), "when": condition, "else": draft.end("escalate")}
    draft.steps["planted"] = step
    first = remedy_step(draft)
    draft.step(first)["next"]["could_not"] = "planted"
    said = next(iter(condition)) if passage is None else passage
    return Near("steps", "planted", said)
