"""The pages to look at: one for each GET route of the permission matrix, and states it has not.

A new route needs a line in the matrix, and so it is looked at here as well.
"""

from dataclasses import dataclass
from types import MappingProxyType

from portal.web.access import Role
from tests.web.permission_matrix import EVERYBODY, GET, TEXT

STRANGER, AGENT, ADMIN = "", "agent", "admin"
PEOPLE = MappingProxyType(
    {
        ("de", AGENT): "Tom Behrens",
        ("en", AGENT): "Amy Clarke",
        ("de", ADMIN): "Maren Petersen",
        ("en", ADMIN): "Adam Wells",
    }
)


@dataclass(frozen=True)
class Sample:
    """An address and who looks at it; {names} are filled in from what the portal holds."""

    address: str
    who: str = STRANGER
    status: int = 200


NO_PAGES = frozenset(
    {
        "accounts.mail_as_html",  # stands in a frame
        "accounts.preview_as_html",
        "api-docs.openapi_json",
        "api.Search",
        "cases.case_file",
        "cases.case_news",
        "cases.inbox_news",
        "cases.unsent_file",
        "escalations.case_file",
        "escalations.news",
        "escalations.status_json",
        "front_door",  # leads on to the home page
        "health.healthz",
        "health.metrics",
        "health.readyz",
        "helpcenter.feed",
        "helpcenter.suggestions",
        "machines.media",
        "machines.robots",
        "machines.sitemap",
        "portraits.portrait",
        "troubleshooter.resume_code",
        "web.logo",
        "web.static_file",
    }
)
"""Endpoints that answer with something else than HTML."""

ARTICLE = "/agent/articles/{article}/{lang}"
OTHER_ADDRESS = MappingProxyType(
    {
        "helpcenter.article": "/{lang}/articles/{slug}",
        "flow_order.order": "/agent/flows/mail-receive-fails/order",
        "flows.flow": "/agent/flows/mail-send-fails",
        "flow_editor.ask_to_discard": "/agent/flows/mail-send-fails/draft/discards",
        "flow_editor.draft_difference": "/agent/flows/mail-send-fails/draft/difference",
        "flow_editor.edit": "/agent/flows/mail-send-fails/draft",
        "flow_editor.try_out": "/agent/flows/mail-send-fails/draft/run",
        "flow_editor.version": "/agent/flows/mail-send-fails/versions/999",
        "flow_editor.versions": "/agent/flows/mail-send-fails/versions",
        "insights.ask_to_remove_synonyms": "/agent/search/synonyms/1/removals",
        "insights.synonym_page": "/agent/search/synonyms/1",  # of the starter content
        "troubleshooter.run": "/{lang}/runs/{run}",
        "troubleshooter.start": "/{lang}/flows/mail-send-fails",
        "troubleshooter.step": "/{lang}/runs/{run}/happens",
        "troubleshooter.together": "/{lang}/together/{run}",
        "editor.side_by_side": "/agent/articles/{article}/side-by-side?locale={lang}",
    }
)
# Who is sure to see that very case.
LOOKERS = MappingProxyType(
    dict.fromkeys(("cases.show", "cases.ask_for_bulk", "cases.joining", "cases.similar"), ADMIN)
)
STATES = (
    Sample("/agent/cases?view=all", ADMIN),
    Sample("/agent/cases?priority=urgent&tags=unheard-of&due_from=2026-01-01", ADMIN),
    Sample("/agent/cases/bulk?act=hand_over&case={case}", ADMIN),
    Sample("/agent/cases?q=qwxyzzy", ADMIN),
    Sample("/agent/cases?q=senden", ADMIN),
    Sample("/agent/cases?view=solved", ADMIN),
    Sample("/agent/cases/thanks", ADMIN),
    Sample("/{lang}/contact?edit=words&q=x"),
    Sample("/{lang}/requests/{request}?sent=1"),
    Sample("/{lang}/requests/{request}/solution"),
    Sample("/{lang}/requests/{request}/reopening"),
    Sample("/{lang}/requests/{request}?notice=not-yet"),
    Sample("/{lang}/not-there", status=404),
    Sample("/{lang}/articles/{slug}?feedback=ask&vote=x"),
    Sample("/{lang}/articles/{slug}?feedback=thanks"),
    Sample("/{lang}/search?q=qwxyzzy"),
    Sample("/{lang}/search"),
    Sample("/{lang}/privacy"),
    Sample("/{lang}/accessibility"),
    Sample("/agent/sign-in?notice=signed-out"),
    Sample("/agent/people", AGENT, status=403),
    Sample("/agent/articles?q=qwxyzzy", AGENT),
    Sample(ARTICLE, ADMIN),
    Sample("/agent/account", ADMIN),
    Sample("/agent/saved-replies/{saved_reply}", ADMIN),
    Sample("/agent/saved-replies?q=qwxyzzy", AGENT),
)


def samples_for(who: str) -> list[Sample]:
    """Everything `who` is to look at: what nobody with fewer rights may see, and some states."""
    routes = [
        Sample(
            OTHER_ADDRESS.get(endpoint) or route.path.replace(TEXT, ARTICLE),
            LOOKERS.get(endpoint) or _looker(route.least),
            route.status if route.status >= 400 else 200,
        )
        for endpoint, route in GET.items()
        if endpoint not in NO_PAGES
    ]
    return [sample for sample in (*routes, *STATES) if sample.who == who]


def _looker(least: Role | None) -> str:
    if least is EVERYBODY:
        return STRANGER
    return AGENT if least is Role.AGENT else ADMIN
