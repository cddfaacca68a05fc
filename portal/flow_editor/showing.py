"""A text of a flow as the editor shows it: findings, picture, words for when."""

from flask import current_app
from flask_babel import gettext as _

from portal.core.clock import now
from portal.core.db import db
from portal.flow_editor.operations import draft_problems
from portal.flow_editor.pages import FindingLine, Picture
from portal.troubleshooter.edge_counts import edge_counts
from portal.troubleshooter.graph import flow_outline, flow_svg
from portal.troubleshooter.graph_words import traffic_words
from portal.troubleshooter.models import FlowRecord
from portal.troubleshooter.problem_words import in_words
from portal.troubleshooter.problems import Problem
from portal.troubleshooter.soundness import read_text
from portal.web.locale import current_locale


def findings(record: FlowRecord, source: str) -> tuple[FindingLine, ...]:
    """What is to be mended in a text for this flow, or that nothing is."""
    organisation = current_app.extensions["lotse.organisation"]
    found = draft_problems(db.session, record, source, organisation, now().date())
    return lines_of(found)


def lines_of(found: tuple[Problem, ...]) -> tuple[FindingLine, ...]:
    """Problems as lines of a list; one line that all is well if there is none."""
    if not found:
        return (FindingLine(0, "ok", _("Nothing to mend: every rule is kept."), ""),)
    return tuple(
        FindingLine(
            problem.line,
            problem.severity.value,
            f"{in_words(problem.said)} ({problem.rule}).",
            in_words(problem.advised),
        )
        for problem in found
    )


def picture(record: FlowRecord, source: str) -> Picture:
    """The flow of a text as far as it can be read, with how many runs went along its edges."""
    flow = read_text(source).flow
    if flow is None or flow.start not in flow.steps:
        return Picture("", "", "")
    locale = current_locale()
    traffic = edge_counts(db.session, {record.id: flow}, now=now())[record.id]
    return Picture(
        flow_svg(flow, locale, traffic),
        flow_outline(flow, locale, traffic),
        traffic_words(traffic, locale),
    )
