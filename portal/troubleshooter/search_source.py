"""Flows as search finds them: one document for each flow and language."""

from collections.abc import Collection, Iterator, Mapping

from sqlalchemy.orm import Session

from portal.knowledge.sources import Source, SourceLine
from portal.troubleshooter.definition import Flow
from portal.troubleshooter.flows import published_flows, unpublished_keys
from portal.web.locale import LOCALES
from search.documents import SearchDocument

KIND = "flow"


def flow_documents(session: Session) -> Iterator[SearchDocument]:
    """Every published flow in each language."""
    for flow in published_flows(session):
        for locale in LOCALES:
            yield _document(flow, locale)


def withdrawn_documents(session: Session) -> list[str]:
    """Ids of documents whose flow nobody may start."""
    return [document_id(key, locale) for key in unpublished_keys(session) for locale in LOCALES]


def flow_lines(session: Session, ids: Collection[str]) -> Mapping[str, SourceLine]:
    """What lists show of those documents whose flow is published."""
    return {
        id_: SourceLine(flow.title[locale], flow_path(flow, locale), locale, flow.minutes)
        for flow in published_flows(session)
        for locale in LOCALES
        if (id_ := document_id(flow.id, locale)) in ids
    }


def document_id(key: str, locale: str) -> str:
    """The id of a flow's document."""
    return f"flow-{key}-{locale}"


def flow_path(flow: Flow, locale: str) -> str:
    """Where a flow begins."""
    return f"/{locale}/flows/{flow.id}"


FLOWS = Source(kind=KIND, documents=flow_documents, gone=withdrawn_documents, lines=flow_lines)


def _document(flow: Flow, locale: str) -> SearchDocument:
    """Symptoms are what people type; the titles of the steps say what it is about."""
    symptoms = flow.symptoms.get(locale, ())
    titles = [step.title[locale] for step in flow.steps.values() if step.title.get(locale)]
    return SearchDocument(
        id=document_id(flow.id, locale),
        lang=locale,
        title=flow.title[locale],
        text="\n\n".join((". ".join(symptoms), *titles)),
        url_path=flow_path(flow, locale),
        group=f"flow-{flow.id}",
        kind=KIND,
    )
