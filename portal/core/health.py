"""What `/readyz` asks: a registry of named checks that `app` fills."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One check's answer. `required` decides between 503 and an entry under `degraded`."""

    name: str
    ok: bool
    required: bool
    detail: str = ""


Check = Callable[[], Finding]


@dataclass(frozen=True, slots=True)
class Readiness:
    """All findings; ready when every required one is ok."""

    findings: tuple[Finding, ...]

    @property
    def ready(self) -> bool:
        """May traffic come?"""
        return all(finding.ok for finding in self.findings if finding.required)

    def as_json(self) -> dict[str, object]:
        """The body of `/readyz`."""
        return {
            "status": "ready" if self.ready else "not ready",
            "checks": {finding.name: finding.ok for finding in self.findings},
            "degraded": [
                {"name": finding.name, "reason": finding.detail}
                for finding in self.findings
                if not finding.ok and not finding.required
            ],
            "missing": [
                {"name": finding.name, "reason": finding.detail}
                for finding in self.findings
                if not finding.ok and finding.required
            ],
        }


def readiness(checks: tuple[Check, ...]) -> Readiness:
    """Run every check."""
    return Readiness(tuple(check() for check in checks))
