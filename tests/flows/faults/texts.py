"""Faults of texts: F09, F12, F18, F19, F26, F27, F28 and F30."""

from tests.flows.faults.parts import new_question, options_with_next, remedy_step
from tests.flows.faults.planting import CannotBePlanted, Draft, Near, fault

LONG = (
    "Bitte öffnen Sie jetzt zuerst das Menü ganz oben links, klicken Sie danach auf den Punkt "
    "mit dem Zahnrad, und warten Sie, bis die Liste mit allen Einträgen zu sehen ist."
)
HARD = (
    "Erweiterungsdeinstallationen verursachen unwiederbringliche Einstellungsverluste. "
    "Datensicherungsmaßnahmen ermöglichen gegebenenfalls Wiederherstellungen zurückliegender "
    "Konfigurationszustände. Wiederherstellungsmaßnahmen beanspruchen Bearbeitungszeiten."
)
ARCHIVED = "archived-article"
"""An article that the world of the tests says is archived."""


@fault("F09", "title_lacks_english")
def a_question_in_german_only(draft: Draft) -> Near:
    step = draft.first("ask")
    del draft.step(step)["title"]["en"]
    return Near("steps", step)


@fault("F09", "option_lacks_german")
def an_option_in_english_only(draft: Draft) -> Near:
    step, index = next(options_with_next(draft))
    option = draft.step(step)["options"][index]
    del option["de"]
    return Near("steps", step, f"id: {option['id']}")


@fault("F09", "empty")
def an_empty_reason(draft: Draft) -> Near:
    step = draft.first("why")
    draft.step(step)["why"]["en"] = ""
    return Near("steps", step)


@fault("F09", "remedy")
def instructions_in_german_only(draft: Draft) -> Near:
    entry = draft.tree["remedies"][0]["id"]
    del draft.remedy(entry)["text"]["detail"]["en"]
    return Near("remedies", entry)


@fault("F09", "symptoms")
def symptoms_in_german_only(draft: Draft) -> Near:
    del draft.take("symptoms")["en"]
    return Near("symptoms")


@fault("F09", "summary")
def a_summary_in_english_only(draft: Draft) -> Near:
    step = draft.first("summary")
    del draft.step(step)["summary"]["de"]
    return Near("steps", step)


@fault("F09", "have_ready")
def what_to_have_ready_in_german_only(draft: Draft) -> Near:
    del draft.take("have_ready")[0]["en"]
    return Near("have_ready")


@fault("F09", "same")
def german_where_english_should_be(draft: Draft) -> Near:
    title = draft.take("title")
    title["en"] = title["de"]
    return Near("title", passage="en:")


@fault("F09", "same_symptoms")
def german_symptoms_where_english_should_be(draft: Draft) -> Near:
    symptoms = draft.take("symptoms")
    symptoms["en"] = list(symptoms["de"])
    return Near("symptoms")


@fault("F12", "id")
def two_options_of_one_id(draft: Draft) -> Near:
    step = draft.first("ask", ask="single")
    options = draft.step(step)["options"]
    options[-1]["id"] = options[0]["id"]
    return Near("steps", step, f"id: {options[0]['id']}")


@fault("F12", "label")
def two_options_of_one_name(draft: Draft) -> Near:
    step = draft.first("ask", ask="single")
    options = draft.step(step)["options"]
    options[-1]["en"] = options[0]["en"].upper()
    return Near("steps", step, options[0]["en"].upper())


@fault("F18", "html")
def a_title_with_html(draft: Draft) -> Near:
    step = draft.first("ask")
    draft.step(step)["title"]["de"] += " <b>Wirklich?</b>"
    return Near("steps", step, "<b>")


@fault("F18", "script_in_option")
def an_option_with_an_event_handler(draft: Draft) -> Near:
    step, index = next(options_with_next(draft))
    draft.step(step)["options"][index]["en"] += ' <img src="x" onerror="alert(1)">'
    return Near("steps", step, "onerror")


@fault("F18", "javascript")
def instructions_with_a_link_that_runs(draft: Draft) -> Near:
    return _detail(draft, "[Hier](JavaScript:alert(1)) klicken.")


@fault("F18", "data")
def instructions_with_a_data_link(draft: Draft) -> Near:
    return _detail(draft, "[Hier](data:text/html;base64,PHA+) klicken.")


@fault("F18", "remote_image")
def instructions_with_a_picture_on_another_server(draft: Draft) -> Near:
    return _detail(draft, "![Das Menü](https://pictures.example/menu.png)")


@fault("F18", "summary")
def a_summary_with_html(draft: Draft) -> Near:
    step = draft.first("summary")
    draft.step(step)["summary"]["en"] += " <script>alert(1)</script>"
    return Near("steps", step, "<script>")


@fault("F19", "end")
def an_end_with_an_article_that_does_not_exist(draft: Draft) -> Near:
    step = draft.first("article")
    draft.step(step)["article"] = "no-such-article"
    return Near("steps", step, "no-such-article")


@fault("F19", "link")
def instructions_with_a_dead_link(draft: Draft) -> Near:
    return _detail(draft, "Mehr steht im [Artikel](article:no-such-article).")


@fault("F19", "archived")
def an_end_with_an_archived_article(draft: Draft) -> Near:
    step = draft.end("solved")
    draft.step(step)["article"] = ARCHIVED
    return Near("steps", step, ARCHIVED)


@fault("F19", "call")
def a_call_of_a_flow_that_does_not_exist(draft: Draft) -> Near:
    step = remedy_step(draft)
    after = draft.tree["steps"][step]["next"]
    draft.steps[step] = {
        "call": "no-such-flow",
        "next": {"solved": after["solved"], "escalate": after["no_change"]},
    }
    return Near("steps", step, "no-such-flow")


@fault("F26", "long")
def a_reason_of_thirty_words(draft: Draft) -> Near:
    step = draft.first("why")
    draft.step(step)["why"]["de"] = LONG
    return Near("steps", step, LONG)


@fault("F26", "hard")
def a_reason_that_nobody_can_read(draft: Draft) -> Near:
    step = draft.first("why")
    draft.step(step)["why"]["de"] = HARD
    return Near("steps", step, HARD)


@fault("F26", "address")
def a_remedy_that_says_du(draft: Draft) -> Near:
    return _detail(draft, "Öffne jetzt deine Einstellungen.")


@fault("F27", "choice")
def a_choice_that_asks_for_the_password(draft: Draft) -> Near:
    step = draft.first("ask", ask="single")
    title = draft.step(step)["title"]
    title["de"], title["en"] = "Wie lautet Ihr Passwort?", "What is your password?"
    return Near("steps", step, "Passwort")


@fault("F27", "please")
def a_choice_that_wants_the_password_typed(draft: Draft) -> Near:
    step = draft.first("ask", ask="single")
    title = draft.step(step)["title"]
    title["de"], title["en"] = "Bitte geben Sie Ihr Passwort ein.", "Please enter your password."
    return Near("steps", step, "Passwort")


@fault("F27", "card")
def a_new_question_for_the_card_number(draft: Draft) -> Near:
    title = {"de": "Ihre vollständige Kreditkartennummer", "en": "Your full card number"}
    return draft.before_start("payment", {**new_question("text"), "title": title})


@fault("F27", "handover")
def a_password_before_the_person(draft: Draft) -> Near:
    draft.take("escalate")["ask"].append("password")
    return Near("escalate", passage="password")


@fault("F28", "new")
def a_new_question_for_the_phone_number(draft: Draft) -> Near:
    title = {"de": "Wie lautet Ihre Telefonnummer?", "en": "What is your phone number?"}
    step = {**new_question("text"), "title": title}
    del step["why"]
    return draft.before_start("reach_you", step)


@fault("F28", "typed")
def a_question_for_the_name_without_a_reason(draft: Draft) -> Near:
    id_ = next(draft.of_kind("ask", ask="text"), None)
    if id_ is None:
        raise CannotBePlanted("no question is answered by typing")
    step = draft.step(id_)
    step["title"] = {"de": "Wie heißen Sie?", "en": "What is your full name?"}
    step.pop("why", None)
    return Near("steps", id_)


@fault("F30", "questions")
def two_questions_of_one_title(draft: Draft) -> Near:
    first, second, *_ = draft.of_kind("title")
    draft.step(second)["title"]["en"] = draft.tree["steps"][first]["title"]["en"].upper() + " "
    return Near("steps", second)


@fault("F30", "remedy")
def a_question_called_like_a_remedy(draft: Draft) -> Near:
    named = next((id_ for id_ in draft.of_kind("do") if "title" not in draft.steps[id_]), None)
    if named is None:
        raise CannotBePlanted("every remedy has a title of its own in its step")
    step = draft.first("ask")
    shown = draft.flow.remedies[draft.steps[named]["do"]].title
    draft.step(step)["title"] = dict(shown)
    return Near("steps", step)


def _detail(draft: Draft, line: str) -> Near:
    """Add a line to the instructions of the first remedy."""
    entry = draft.tree["remedies"][0]["id"]
    draft.remedy(entry)["text"]["detail"]["de"] += f"\n{line}\n"
    return Near("remedies", entry)
