"""The `remedies` of a flow file, together with those of the catalogue."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from portal.remedies.catalogue import Remedy
from portal.troubleshooter.definition import Flow, FlowRemedy, RemedyStep
from portal.troubleshooter.node_reader import NodeReader, PathTo
from portal.troubleshooter.problems import Wording
from portal.troubleshooter.yaml_nodes import Node

RISKS = ("none", "low", "medium", "high")
_KEYS = ("id", "use", "text", "minutes", "risk", "consent", "verify", "aliases", "repeat_ok_if")


def parse_remedies(
    reader: NodeReader,
    node: Node | None,
    path: PathTo,
    *,
    used: Iterable[str],
    catalogue: Mapping[str, Remedy],
) -> dict[str, FlowRemedy]:
    """Remedies by id: the entries of the file, and what steps use straight from the catalogue.

    An id that is in neither is left out; so is `use: global` of an id that the catalogue does not
    know, unless the file says itself what to do.
    """
    remedies: dict[str, FlowRemedy] = {}
    declared: set[str] = set()
    for index, item in enumerate(reader.items(node, path)):
        values = reader.table(item, (*path, index), _KEYS, ("id",))
        id_ = reader.identifier(values.get("id"), (*path, index, "id"))
        if not id_:
            continue
        if id_ in declared:
            message = Wording("The remedy “%(remedy)s” stands here twice", remedy=id_)
            fix = Wording("Remove one of them, or give it another name.")
            reader.problem(message, values["id"], fix)
            continue
        declared.add(id_)
        remedy = _remedy(reader, id_, values, (*path, index), catalogue)
        if remedy is not None:
            remedies[id_] = remedy
    for id_ in used:
        if id_ not in declared and id_ in catalogue:
            remedies.setdefault(id_, _from_catalogue(catalogue[id_]))
    return remedies


def _remedy(
    reader: NodeReader,
    id_: str,
    values: Mapping[str, Node],
    path: PathTo,
    catalogue: Mapping[str, Remedy],
) -> FlowRemedy | None:
    use = reader.choice(values.get("use"), (*path, "use"), ("global",), "")
    shared = catalogue.get(id_) if use else None
    text = reader.table(values.get("text"), (*path, "text"), ("title", "short", "detail"))
    words = {key: reader.text(text.get(key), (*path, "text", key)) for key in text}
    minutes = reader.number(values.get("minutes"), (*path, "minutes"), least=1)
    consent = reader.text(values.get("consent"), (*path, "consent"))
    verify = reader.text(values.get("verify"), (*path, "verify"))
    aliases = reader.word_lists(values.get("aliases"), (*path, "aliases"))
    risk = reader.choice(
        values.get("risk"), (*path, "risk"), RISKS, shared.risk if shared else "low"
    )
    repeat = reader.table(values.get("repeat_ok_if"), (*path, "repeat_ok_if"), ("days_since",))
    days = reader.number(repeat.get("days_since"), (*path, "repeat_ok_if", "days_since"), least=1)
    short = words.get("short", {})
    if use and shared is None and not (short or words.get("detail")):
        return None
    return FlowRemedy(
        id=id_,
        title=words.get("title") or (shared.titles if shared else short),
        short=short,
        detail=words.get("detail", {}),
        minutes=minutes or (shared.minutes if shared else 1),
        risk=risk,
        consent=consent or (shared.consent if shared else {}),
        verify=verify or (shared.verify if shared else {}),
        repeat_after_days=days,
        aliases=aliases or (shared.aliases if shared else {}),
        local=not use,
    )


def with_stand_ins(flow: Flow) -> Flow:
    """The flow with something in place of each remedy that its steps name and nothing describes:
    it was taken out of the catalogue after this version was written."""
    named = {step.remedy for step in flow.steps.values() if isinstance(step, RemedyStep)}
    missing = {id_: _gone(id_) for id_ in sorted(named - set(flow.remedies))}
    return replace(flow, remedies={**flow.remedies, **missing}) if missing else flow


def _gone(id_: str) -> FlowRemedy:
    return FlowRemedy(
        id=id_,
        title={},
        short={},
        detail={},
        minutes=0,
        risk="none",
        consent={},
        verify={},
        gone=True,
    )


def _from_catalogue(remedy: Remedy) -> FlowRemedy:
    return FlowRemedy(
        id=remedy.id,
        title=remedy.titles,
        short={},
        detail={},
        minutes=remedy.minutes,
        risk=remedy.risk,
        consent=remedy.consent,
        verify=remedy.verify,
        aliases=remedy.aliases,
    )
