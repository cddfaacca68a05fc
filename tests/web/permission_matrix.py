"""Every route of the portal: an address to try, and who may.

A new route needs a line here; `test_every_route` says so. `{lang}` is tried as de and en,
`{article}`, `{picture}`, `{person}`, `{portrait}`, `{mail}`,
`{request}` (the secret part of a request's address) and `{case_file}` are of the house (conftest).
"""

from dataclasses import dataclass

from portal.web.access import Role

EVERYBODY = None


@dataclass(frozen=True)
class Route:
    """`path` answers `status` to everybody from `least` on; strangers sign in, others get 403."""

    path: str
    least: Role | None = EVERYBODY
    status: int = 200
    signed_in: int = 0  # where somebody signed in gets something else


TEXT = "/agent/articles/{article}/de"
FLOW = "/agent/flows/cannot-send"
GET = {
    "accounts.account": Route("/agent/account", Role.AGENT),
    "accounts.ask_for_link": Route("/agent/password"),
    "accounts.desk": Route("/agent/", Role.AGENT, 303),
    "accounts.list_mails": Route("/agent/mails", Role.ADMIN),
    "accounts.list_people": Route("/agent/people", Role.ADMIN),
    "accounts.mail": Route("/agent/mails/{mail}", Role.ADMIN),
    "accounts.new_password": Route("/agent/password/new?token=none", status=410),
    "accounts.new_person": Route("/agent/people/new", Role.ADMIN),
    "accounts.person": Route("/agent/people/{person}", Role.ADMIN),
    "accounts.sign_in": Route("/agent/sign-in", signed_in=303),
    "api-docs.openapi_json": Route("/api/v1/openapi.json"),
    "api.Search": Route("/api/v1/search?q=Postausgang"),
    "cases.case_file": Route("/agent/cases/{case}/files/{case_file}", Role.AGENT),
    "cases.inbox": Route("/agent/cases", Role.AGENT),
    "cases.show": Route("/agent/cases/{case}", Role.AGENT),
    "editor.articles": Route("/agent/articles", Role.AGENT),
    "editor.ask_to_withdraw": Route(f"{TEXT}/withdrawals", Role.REVIEWER),
    "editor.edit": Route(TEXT, Role.AGENT),
    "editor.new": Route("/agent/articles/new", Role.AGENT),
    "editor.revision_list": Route(f"{TEXT}/revisions", Role.AGENT),
    "editor.show_revision": Route(f"{TEXT}/revisions/1", Role.AGENT),
    "editor.side_by_side": Route("/agent/articles/{article}/side-by-side", Role.AGENT),
    "escalations.case_file": Route("/{lang}/requests/{request}/files/{case_file}"),
    "escalations.contact": Route("/{lang}/contact"),
    "escalations.draft_file": Route("/{lang}/contact/files/none", status=404),
    "escalations.status": Route("/{lang}/requests/{request}"),
    "flow_editor.ask_to_discard": Route(f"{FLOW}/draft/discards", Role.AGENT, 303),
    "flow_editor.draft_difference": Route(f"{FLOW}/draft/difference", Role.AGENT, 404),
    "flow_editor.edit": Route(f"{FLOW}/draft", Role.AGENT),
    "flow_editor.new": Route("/agent/flows/new", Role.AGENT),
    "flow_editor.try_out": Route(f"{FLOW}/draft/run", Role.AGENT),
    "flow_editor.version": Route(f"{FLOW}/versions/1", Role.AGENT, 404),
    "flow_editor.versions": Route(f"{FLOW}/versions", Role.AGENT),
    "flows.flow": Route("/agent/flows/cannot-send", Role.AGENT),
    "flows.flows": Route("/agent/flows", Role.AGENT),
    "front_door": Route("/", status=302),
    "health.healthz": Route("/healthz"),
    "health.metrics": Route("/metrics"),
    "health.readyz": Route("/readyz", status=503),  # no worker runs in the house
    "helpcenter.article": Route("/{lang}/articles/wlan"),
    "helpcenter.feed": Route("/{lang}/feed.xml"),
    "helpcenter.home": Route("/{lang}/"),
    "helpcenter.search": Route("/{lang}/search?q=Router"),
    "helpcenter.suggestions": Route("/{lang}/search/suggestions?q=Rou"),
    "helpcenter.text": Route("/{lang}/imprint"),
    "helpcenter.topic": Route("/{lang}/topics/email"),
    "intake.results": Route("/{lang}/intake/results", status=303),  # nothing was told yet
    "intake.tell": Route("/{lang}/intake"),
    "intake.understood": Route("/{lang}/intake/understood", status=303),
    "insights.article_search": Route("/agent/search/articles/{article}", Role.AGENT),
    "insights.ask_to_remove_synonyms": Route(
        "/agent/search/synonyms/{synonyms}/removals", Role.REVIEWER
    ),
    "insights.new_synonyms": Route("/agent/search/synonyms/new", Role.REVIEWER),
    "insights.overview": Route("/agent/search", Role.AGENT),
    "insights.ranking": Route("/agent/search/ranking?q=Router&lang={lang}", Role.AGENT),
    "insights.rules": Route("/agent/search/rules", Role.AGENT),
    "insights.synonym_page": Route("/agent/search/synonyms/{synonyms}", Role.REVIEWER),
    "insights.synonyms": Route("/agent/search/synonyms", Role.AGENT),
    "journeys.ask_to_delete": Route("/{lang}/journey/deletions"),
    "journeys.steps": Route("/{lang}/journey"),
    "machines.media": Route("/media/{picture}"),
    "machines.robots": Route("/robots.txt"),
    "machines.sitemap": Route("/sitemap.xml"),
    "portraits.portrait": Route("/portraits/{portrait}", status=404, signed_in=200),
    "patterns.patterns": Route("/agent/patterns"),
    "troubleshooter.resume_code": Route("/{lang}/runs/{run}/codes/resume.svg"),
    "troubleshooter.run": Route("/{lang}/runs/{run}"),  # asks whether to go on here
    "troubleshooter.start": Route("/{lang}/flows/cannot-send"),
    "troubleshooter.step": Route("/{lang}/runs/{run}/receiving", status=303),
    "web.logo": Route("/logo", status=404),  # the demo organisation has none
    "web.static_file": Route("/static/any/img/favicon.svg"),
}
POST = {
    "accounts.add": Route("/agent/people", Role.ADMIN),
    "accounts.add_own_picture": Route("/agent/account/picture", Role.AGENT),
    "accounts.change": Route("/agent/people/{person}", Role.ADMIN),
    "accounts.change_account": Route("/agent/account", Role.AGENT),
    "accounts.change_own_password": Route("/agent/account/password", Role.AGENT),
    "accounts.open_sign_in": Route("/agent/sign-in", status=422),
    "accounts.remove_own_picture": Route("/agent/account/picture/removals", Role.AGENT),
    "accounts.retry_mail": Route("/agent/mails/{mail}/retries", Role.ADMIN),
    "accounts.send_link": Route("/agent/password", status=422),
    "accounts.send_password_link": Route("/agent/people/{person}/links", Role.ADMIN),
    "accounts.set_new_password": Route("/agent/password/new", status=410),
    "accounts.sign_out": Route("/agent/sign-out", status=303),
    "accounts.sign_out_everywhere": Route("/agent/account/sign-outs", Role.AGENT),
    "cases.assignment": Route("/agent/cases/{case}/assignment", Role.AGENT),
    "cases.begin": Route("/agent/cases/{case}/runs", Role.AGENT, 404),
    "cases.note": Route("/agent/cases/{case}/notes", Role.AGENT),
    "cases.reopening": Route("/agent/cases/{case}/reopening", Role.AGENT),
    "cases.reply": Route("/agent/cases/{case}/replies", Role.AGENT),
    "cases.solution": Route("/agent/cases/{case}/solution", Role.AGENT),
    "cases.waiting": Route("/agent/cases/{case}/waiting", Role.AGENT),
    "editor.add_picture": Route(f"{TEXT}/pictures", Role.AGENT),
    "editor.create": Route("/agent/articles/new", Role.AGENT),
    "editor.preview": Route("/agent/articles/preview", Role.AGENT),
    "editor.preview_page": Route(f"{TEXT}/preview", Role.AGENT),
    "editor.publish_text": Route(f"{TEXT}/publications", Role.REVIEWER),
    "editor.restore": Route(f"{TEXT}/revisions/1/restorations", Role.AGENT),
    "editor.return_to_author": Route(f"{TEXT}/returns", Role.REVIEWER),
    "editor.save": Route(TEXT, Role.AGENT),
    "editor.save_side_by_side": Route("/agent/articles/{article}/side-by-side", Role.AGENT),
    "editor.submit": Route(f"{TEXT}/reviews", Role.AGENT),
    "editor.withdraw_text": Route(f"{TEXT}/withdrawals", Role.REVIEWER),
    "helpcenter.attempt": Route("/{lang}/articles/wlan/attempts", status=422),
    "escalations.add_message": Route("/{lang}/requests/{request}/messages", status=422),
    "escalations.confirm": Route("/{lang}/requests/{request}/confirmation", status=404),
    "escalations.hand_over": Route("/{lang}/contact", status=422),
    "escalations.say_not_solved": Route("/{lang}/requests/{request}/reopening", status=303),
    "escalations.say_solved": Route("/{lang}/requests/{request}/solution", status=303),
    "flow_editor.check": Route(f"{FLOW}/draft/checks", Role.AGENT, 200),
    "flow_editor.create": Route("/agent/flows/new", Role.AGENT, 422),
    "flow_editor.discard_draft": Route(f"{FLOW}/draft/discards", Role.AGENT, 303),
    "flow_editor.publish": Route(f"{FLOW}/draft/publications", Role.REVIEWER, 422),
    "flow_editor.rebase_draft": Route(f"{FLOW}/draft/bases", Role.AGENT, 404),
    "flow_editor.return_to_author": Route(f"{FLOW}/draft/returns", Role.REVIEWER, 303),
    "flow_editor.save": Route(f"{FLOW}/draft", Role.AGENT, 303),
    "flow_editor.submit": Route(f"{FLOW}/draft/reviews", Role.AGENT, 303),
    "flow_editor.take": Route(f"{FLOW}/versions/1/drafts", Role.AGENT, 404),
    "flows.begin_call": Route("/agent/flows/cannot-send/calls", Role.AGENT),
    "flows.publish": Route("/agent/flows/cannot-send/publications", Role.REVIEWER),
    "flows.withdraw": Route("/agent/flows/cannot-send/withdrawals", Role.REVIEWER),
    "helpcenter.feedback": Route("/{lang}/articles/wlan/feedback", status=303),
    "helpcenter.preferences": Route("/{lang}/preferences", status=303),
    "helpcenter.withdraw": Route("/{lang}/articles/wlan/attempts/withdrawals", status=422),
    "intake.agree": Route("/{lang}/intake/understood", status=303),
    "intake.take": Route("/{lang}/intake", status=422),
    "insights.add_rule": Route("/agent/search/rules", Role.REVIEWER, 422),
    "insights.add_synonyms": Route("/agent/search/synonyms", Role.REVIEWER),
    "insights.change_synonyms": Route("/agent/search/synonyms/{synonyms}", Role.REVIEWER),
    "insights.preview_synonyms": Route("/agent/search/synonyms/preview", Role.REVIEWER),
    "insights.remove_rule": Route("/agent/search/rules/0/deletions", Role.REVIEWER, 404),
    "insights.remove_synonyms": Route("/agent/search/synonyms/{synonyms}/removals", Role.REVIEWER),
    "journeys.begin": Route("/{lang}/journey/beginnings", status=303),
    "journeys.delete": Route("/{lang}/journey/deletions", status=303),
    "troubleshooter.ask_reminder": Route("/{lang}/runs/{run}/reminders", status=303),
    "troubleshooter.begin": Route("/{lang}/flows/cannot-send", status=303),
    "troubleshooter.claim_run": Route("/{lang}/runs/nobodys/claims", status=404),
    "troubleshooter.give_answer": Route("/{lang}/runs/{run}/answers", status=303),
    "troubleshooter.give_file": Route("/{lang}/runs/{run}/files", status=303),
    "troubleshooter.give_outcome": Route("/{lang}/runs/{run}/attempts", status=303),
    "troubleshooter.try_on": Route("/{lang}/runs/{run}/continuations", status=303),
    "troubleshooter.wait": Route("/{lang}/runs/{run}/waits", status=303),
}
