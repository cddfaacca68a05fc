"""Faults of shape and graph: F01 to F08, F15, F16, F29 and F31 to F33."""

from tests.flows.faults.parts import (
    lonely_target,
    new_option,
    new_question,
    new_remedy_step,
    options_with_next,
    remedy_step,
)
from tests.flows.faults.planting import CannotBePlanted, Draft, Near, fault


@fault("F01", "unknown_key")
def misspelt_key_of_a_step(draft: Draft) -> Near:
    step = draft.first("why")
    draft.step(step)["wyh"] = draft.step(step).pop("why")
    return Near("steps", step, "wyh")


@fault("F01", "unknown_top_key")
def misspelt_key_of_the_flow(draft: Draft) -> Near:
    draft.tree["symptom"] = draft.tree["symptoms"]
    return Near("symptom")


@fault("F01", "key_twice")
def a_step_that_stands_there_twice(draft: Draft) -> Near:
    step = draft.first("end")
    text = f"  {step}:\n"
    draft.edit = Near("steps", step), text, f"{text}    end: escalate\n{text}"
    return Near("steps", step)


@fault("F01", "required_key_missing")
def no_minutes(draft: Draft) -> Near:
    del draft.tree["minutes"]
    return Near("schema")


@fault("F01", "two_kinds")
def a_step_of_two_kinds(draft: Draft) -> Near:
    step = draft.first("do")
    draft.step(step)["end"] = "solved"
    return Near("steps", step)


@fault("F01", "remedy_twice")
def a_remedy_that_stands_there_twice(draft: Draft) -> Near:
    first = draft.tree["remedies"][0]
    draft.tree["remedies"] = [{"id": first["id"], "use": "global"}, *draft.tree["remedies"]]
    return Near("remedies", first["id"], first["id"])


@fault("F01", "broken_yaml")
def a_quote_that_is_left_open(draft: Draft) -> Near:
    draft.edit = Near("start"), "start: ", 'start: "'
    return Near("start")


@fault("F02", "option")
def an_option_that_leads_nowhere_known(draft: Draft) -> Near:
    step, index = next(options_with_next(draft), (None, 0))
    if step is None:
        raise CannotBePlanted("no option with a way of its own")
    draft.step(step)["options"][index]["next"] = "no_such_step"
    return Near("steps", step, "no_such_step")


@fault("F02", "outcome")
def an_outcome_that_leads_nowhere_known(draft: Draft) -> Near:
    step = remedy_step(draft)
    draft.step(step)["next"]["no_change"] = "no_such_step"
    return Near("steps", step, "no_such_step")


@fault("F02", "start")
def a_start_that_does_not_exist(draft: Draft) -> Near:
    draft.tree["start"] = "no_such_step"
    return Near("start")


@fault("F02", "else")
def an_else_that_does_not_exist(draft: Draft) -> Near:
    step = draft.first("when", "no step with a condition")
    draft.step(step)["else"] = "no_such_step"
    return Near("steps", step, "no_such_step")


@fault("F03", "new_step")
def a_step_that_nothing_leads_to(draft: Draft) -> Near:
    draft.steps["lonely"] = new_remedy_step(draft)
    return Near("steps", "lonely")


@fault("F03", "lost_edge")
def the_only_way_to_a_step_is_bent(draft: Draft) -> Near:
    source, edge, target = lonely_target(draft)
    draft.step(source)["next"][edge] = draft.end("escalate")
    return Near("steps", target)


@fault("F04", "counted_loop")
def a_loop_that_never_ends(draft: Draft) -> Near:
    step = new_question()
    for option in step["options"]:
        option["next"] = "trap"
    draft.steps["trap"] = {**step, "max": "3"}
    new_option(draft, "trap")
    return Near("steps", "trap")


@fault("F05", "back_to_the_start")
def an_outcome_that_leads_back(draft: Draft) -> Near:
    start = draft.tree["start"]
    step = remedy_step(draft)
    draft.step(step)["next"]["could_not"] = start
    return Near("steps", step, start)


@fault("F05", "to_itself")
def a_step_that_leads_to_itself(draft: Draft) -> Near:
    step = remedy_step(draft)
    draft.step(step)["next"]["no_change"] = step
    return Near("steps", step, f"no_change: {step}")


@fault("F06", "option")
def an_option_without_a_way(draft: Draft) -> Near:
    for step, index in options_with_next(draft):
        if "next" not in draft.tree["steps"][step]:
            option = draft.step(step)["options"][index]
            del option["next"]
            return Near("steps", step, f"id: {option['id']}")
    raise CannotBePlanted("all questions have a way for all answers")


@fault("F06", "typed")
def a_typed_answer_without_a_way(draft: Draft) -> Near:
    step = draft.first("ask", "no question is answered by typing", ask="text")
    del draft.step(step)["next"]
    return Near("steps", step)


@fault("F07", "question")
def a_step_from_which_nobody_gets_to_a_person(draft: Draft) -> Near:
    solved = draft.end("solved")
    step = new_question()
    for option in step["options"]:
        option["next"] = solved
    draft.steps["no_way_out"] = step
    new_option(draft, "no_way_out")
    return Near("steps", "no_way_out")


@fault("F07", "remedy")
def a_remedy_that_always_ends_solved(draft: Draft) -> Near:
    step = remedy_step(draft)
    draft.step(step)["next"] = dict.fromkeys(
        ("solved", "no_change", "worse", "could_not"), draft.end("solved")
    )
    return Near("steps", step)


@fault("F08", "next_step")
def worse_goes_on_as_if_nothing_was(draft: Draft) -> Near:
    step = remedy_step(draft, goes_on=True)
    draft.step(step)["next"]["worse"] = draft.tree["steps"][step]["next"]["no_change"]
    return Near("steps", step, "worse")


@fault("F08", "solved")
def worse_is_solved(draft: Draft) -> Near:
    step = remedy_step(draft)
    draft.step(step)["next"]["worse"] = draft.end("solved")
    return Near("steps", step, "worse")


@fault("F15", "minutes")
def a_promise_of_two_minutes(draft: Draft) -> Near:
    draft.tree["minutes"] = "2"
    return Near("minutes")


@fault("F15", "screens")
def thirteen_screens(draft: Draft) -> Near:
    for number in range(13):
        draft.before_start(
            f"screen_{number}",
            {
                "ask": "confirm",
                "title": {"de": f"Haben Sie Punkt {number}?", "en": f"Do you have item {number}?"},
            },
        )
    return Near("start")


@fault("F16", "options")
def eight_options(draft: Draft) -> Near:
    step, _ = next(options_with_next(draft))
    options = draft.step(step)["options"]
    for number in range(8 - len(options)):
        options.insert(
            0,
            {**options[-1], "id": f"more_{number}", "de": f"Etwas {number}", "en": f"A {number}"},
        )
    return Near("steps", step)


@fault("F16", "steps")
def more_than_150_steps(draft: Draft) -> Near:
    for number in range(151 - len(draft.steps)):
        draft.steps[f"end_{number}"] = {"end": "escalate"}
    return Near("steps")


@fault("F29", "tag")
def a_tag_that_makes_an_object(draft: Draft) -> Near:
    draft.edit = Near("owner"), "owner: ", "owner: !!python/object/apply:os.system "
    return Near("owner")


@fault("F29", "bomb")
def a_billion_laughs(draft: Draft) -> Near:
    rows = [f"  l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]\n" for n in range(1, 6)]
    bomb = "bomb:\n  l0: &l0 [ha, ha, ha, ha, ha, ha, ha, ha, ha]\n" + "".join(rows)
    draft.edit = Near("start"), "start: ", f"{bomb}start: "
    return Near("start", passage="&l")


@fault("F29", "size")
def a_text_of_300_000_characters(draft: Draft) -> Near:
    draft.take("title")["de"] = "Wort " * 60_001
    return Near("schema")


@fault("F31", "removed")
def an_else_that_was_forgotten(draft: Draft) -> Near:
    step = draft.first("when", "no step with a condition")
    del draft.step(step)["else"]
    return Near("steps", step, "when")


@fault("F31", "added")
def a_condition_without_an_else(draft: Draft) -> Near:
    step = remedy_step(draft)
    draft.step(step)["when"] = {"fact": "customer_number"}
    return Near("steps", step, "when")


@fault("F32", "solved")
def no_way_on_solved(draft: Draft) -> Near:
    return _without(draft, "solved")


@fault("F32", "no_change")
def no_way_on_no_change(draft: Draft) -> Near:
    return _without(draft, "no_change")


@fault("F32", "worse")
def no_way_on_worse(draft: Draft) -> Near:
    return _without(draft, "worse")


@fault("F32", "could_not")
def no_way_on_could_not(draft: Draft) -> Near:
    return _without(draft, "could_not")


@fault("F33", "itself")
def a_flow_that_calls_itself(draft: Draft) -> Near:
    step = remedy_step(draft)
    after = draft.tree["steps"][step]["next"]
    draft.steps[step] = {
        "call": draft.tree["id"],
        "next": {"solved": after["solved"], "escalate": after["no_change"]},
    }
    return Near("steps", step, "call")


def _without(draft: Draft, outcome: str) -> Near:
    step = remedy_step(draft)
    del draft.step(step)["next"][outcome]
    return Near("steps", step)
