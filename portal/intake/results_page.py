"""What fits a text where no step-by-step help does, put together."""

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from portal.intake.models import Intake
from portal.intake.pages import ResultLine, ResultsPage
from portal.intake.understanding import Understanding
from portal.knowledge.queries import ArticleLine, lines_by_translation
from portal.troubleshooter.definition import Flow
from portal.troubleshooter.flows import published_flows
from portal.web.access import current_reader
from portal.web.locale import current_locale


def results_page(session: Session, intake: Intake) -> ResultsPage:
    """Articles that the search found for the text, as far as this reader may see them, and every
    step-by-step help."""
    found = Understanding.of_data(intake.found)
    lines = lines_by_translation(session, found.articles, current_reader())
    articles = [lines[id_] for id_ in found.articles if id_ in lines]
    return ResultsPage(
        title=_("What may help") if articles else _("Nothing of ours fits"),
        results=tuple(map(_article, articles)),
        flows=tuple(map(_flow, published_flows(session))),
        back_url=url_for("intake.understood"),
    )


def _article(line: ArticleLine) -> ResultLine:
    url = url_for("helpcenter.article", lang=line.locale, slug=line.slug)
    return ResultLine("article", line.title, url, line.summary, line.minutes, line.checked_on)


def _flow(flow: Flow) -> ResultLine:
    url = url_for("troubleshooter.start", key=flow.id)
    return ResultLine("flow", flow.title[current_locale()], url, "", flow.minutes, None)
