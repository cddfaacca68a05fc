"""`/api/v1`: search for other programs, described by OpenAPI."""

from flask import Flask, current_app
from flask.views import MethodView
from flask_smorest import Api, Blueprint
from marshmallow import Schema, fields, validate

from portal.core.clock import now
from portal.core.db import db
from portal.helpcenter.article_views import absolute
from portal.knowledge.index_upkeep import ask_for_repair
from portal.knowledge.searching import find, with_passages
from portal.web.access import current_reader
from portal.web.locale import LOCALES, current_locale

blueprint = Blueprint("api", __name__, url_prefix="/api/v1", description="Search the help centre")


class SearchArguments(Schema):
    """What to look for."""

    q = fields.String(required=True, validate=validate.Length(min=1, max=10_000))
    lang = fields.String(validate=validate.OneOf(LOCALES))
    limit = fields.Integer(load_default=10, validate=validate.Range(min=1, max=50))


class HitSchema(Schema):
    """One hit."""

    id = fields.String()
    type = fields.String()
    title = fields.String()
    url = fields.Url()
    lang = fields.String()
    snippet = fields.String()
    score = fields.Float()


class SearchResponse(Schema):
    """All hits, and how they were found: hybrid, keyword or semantic."""

    query = fields.String()
    mode = fields.String()
    hits = fields.List(fields.Nested(HitSchema))


@blueprint.route("/search")
class Search(MethodView):
    """Search over everything the caller may see."""

    @blueprint.arguments(SearchArguments, location="query")
    @blueprint.response(200, SearchResponse)
    def get(self, arguments: dict[str, object]) -> dict[str, object]:
        """Find articles."""
        query, limit = str(arguments["q"]), int(str(arguments["limit"]))
        engine = current_app.extensions["lotse.search"]()
        locale = str(arguments.get("lang") or current_locale())
        found = find(
            db.session,
            engine,
            query,
            locale=locale,
            reader=current_reader(),
            sources=current_app.extensions["lotse.sources"],
        )
        if found.fallback is not None or engine.status().problems:
            ask_for_repair(db.session, engine.status(), now=now())
        lines = with_passages(
            engine, found.corrected or query, found.hits[:limit], locale=locale, mode=found.mode
        )
        hits = [
            {
                "id": hit.id,
                "type": hit.kind,
                "title": hit.title,
                "url": absolute(hit.url),
                "lang": hit.locale,
                "snippet": hit.passage.text if hit.passage else hit.summary,
                "score": round(hit.score, 6),
            }
            for hit in lines
        ]
        return {"query": query, "mode": found.mode.value, "hits": hits}


def init_api(app: Flask) -> None:
    """Register the API; its description is at /api/v1/openapi.json."""
    app.config.update(
        API_TITLE="Lotse",
        API_VERSION="v1",
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX="/api/v1",
        OPENAPI_JSON_PATH="openapi.json",
    )
    Api(app).register_blueprint(blueprint)
