"""`/healthz`, `/readyz` and `/metrics` for whoever watches over the portal."""

import os
from time import perf_counter

from flask import Blueprint, Flask, Response, current_app, g, jsonify, request
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
    multiprocess,
)
from prometheus_client import REGISTRY as PROCESS_REGISTRY
from werkzeug.wrappers import Response as AnyResponse

from portal.core.health import Check, readiness

blueprint = Blueprint("health", __name__)

REQUESTS = Counter(
    "portal_requests_total", "Requests by endpoint and status", ["endpoint", "status"]
)
SECONDS = Histogram("portal_request_seconds", "Seconds a request took", ["endpoint"])


@blueprint.get("/healthz")
def healthz() -> Response:
    """The process answers."""
    return jsonify(status="alive")


@blueprint.get("/readyz")
def readyz() -> tuple[Response, int]:
    """200 when traffic may come; what is missing but not needed stands under `degraded`."""
    checks: list[Check] = current_app.extensions["lotse.checks"]
    state = readiness(tuple(checks))
    return jsonify(state.as_json()), 200 if state.ready else 503


@blueprint.get("/metrics")
def metrics() -> Response:
    """Prometheus text format, summed over all web workers of this machine."""
    registry = PROCESS_REGISTRY
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        registry = CollectorRegistry()
        multiprocess.MultiProcessCollector(registry)
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def init_metrics(app: Flask) -> None:
    """Count and time every request by its endpoint."""

    @app.after_request
    def measure(response: AnyResponse) -> AnyResponse:
        endpoint = request.endpoint or "none"
        REQUESTS.labels(endpoint, str(response.status_code)).inc()
        if "started" in g:
            SECONDS.labels(endpoint).observe(perf_counter() - g.started)
        return response
