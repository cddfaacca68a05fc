"""An address for every GET route of the portal, so that no page is forgotten.

A route without a sample fails `test_every_page`: whoever adds a page says here what to look at.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

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
    """One address, as somebody sees it. {names} are filled in from what the portal holds."""

    address: str
    who: str = STRANGER
    status: int = 200


ARTICLE = "/agent/articles/{article}/{lang}"
PAGES: Mapping[str, tuple[Sample, ...]] = MappingProxyType(
    {
        "helpcenter.home": (Sample("/{lang}/"),),
        "helpcenter.topic": (
            Sample("/{lang}/topics/email"),
            Sample("/{lang}/topics/-", status=404),
        ),
        "helpcenter.article": (
            Sample("/{lang}/articles/{slug}"),
            Sample("/{lang}/articles/{slug}?feedback=ask&vote=x"),
            Sample("/{lang}/articles/{slug}?feedback=thanks"),
        ),
        "helpcenter.search": (
            Sample("/{lang}/search?q=smtp"),
            Sample("/{lang}/search?q=qwxyzzy"),
            Sample("/{lang}/search"),
        ),
        "helpcenter.contact": (Sample("/{lang}/contact"),),
        "helpcenter.text": (
            Sample("/{lang}/privacy"),
            Sample("/{lang}/imprint"),
            Sample("/{lang}/accessibility"),
        ),
        "patterns.patterns": (Sample("/agent/patterns", ADMIN),),
        "accounts.sign_in": (Sample("/agent/sign-in"), Sample("/agent/sign-in?notice=signed-out")),
        "accounts.ask_for_link": (Sample("/agent/password"),),
        "accounts.new_password": (Sample("/agent/password/new?token=x", status=410),),
        "accounts.desk": (Sample("/agent/", AGENT),),
        "accounts.account": (Sample("/agent/account", AGENT), Sample("/agent/account", ADMIN)),
        "accounts.list_people": (
            Sample("/agent/people", ADMIN),
            Sample("/agent/people", AGENT, status=403),
        ),
        "accounts.new_person": (Sample("/agent/people/new", ADMIN),),
        "accounts.person": (Sample("/agent/people/{person}", ADMIN),),
        "accounts.list_mails": (Sample("/agent/mails", ADMIN),),
        "accounts.mail": (Sample("/agent/mails/{mail}", ADMIN),),
        "editor.articles": (
            Sample("/agent/articles", AGENT),
            Sample("/agent/articles?q=qwxyzzy", AGENT),
        ),
        "editor.new": (Sample("/agent/articles/new", AGENT),),
        "editor.edit": (Sample(ARTICLE, AGENT), Sample(ARTICLE, ADMIN)),
        "editor.revision_list": (Sample(ARTICLE + "/revisions", AGENT),),
        "editor.show_revision": (Sample(ARTICLE + "/revisions/1", ADMIN),),
        "editor.ask_to_withdraw": (Sample(ARTICLE + "/withdrawals", ADMIN),),
        "editor.side_by_side": (
            Sample("/agent/articles/{article}/side-by-side?locale={lang}", AGENT),
        ),
    }
)
NO_PAGES = frozenset(
    {
        "front_door",  # leads on to /de/ or /en/
        "helpcenter.feed",
        "helpcenter.suggestions",
        "machines.media",
        "machines.robots",
        "machines.sitemap",
        "web.logo",
        "web.static_file",
        "api.Search",
        "api-docs.openapi_json",
        "health.healthz",
        "health.readyz",
        "health.metrics",
    }
)
"""Routes that answer with something else than HTML; tests/web knows what."""
