"""Who is asking, and what they may do. Every query that returns articles takes the Reader."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, StrEnum
from functools import wraps
from typing import Any, TypeVar

from flask import current_app, redirect, request, url_for

from portal.core.errors import Forbidden

SESSION_COOKIE = "lotse_session"
JOURNEY_COOKIE = "lotse_journey"
HOST = "__Host-"
"""A cookie whose name begins so is taken from this very host and over https only: no neighbour
under the same domain can plant one (RFC 6265bis, 4.1.3.2). Browsers refuse it over http."""
View = TypeVar("View", bound=Callable[..., Any])


class Role(StrEnum):
    """What a person does here; each may do all that the ones before it may."""

    AGENT = "agent"
    EDITOR = "editor"
    REVIEWER = "reviewer"
    LEAD = "lead"
    ADMIN = "admin"


_RANK = {role: rank for rank, role in enumerate(Role)}


class Permission(Enum):
    """One thing that a view asks for: its name and the first role that has it."""

    READ_INTERNAL = ("read_internal", Role.AGENT)
    WRITE_ARTICLES = ("write_articles", Role.AGENT)
    MANAGE_ARTICLES = ("manage_articles", Role.EDITOR)
    PUBLISH_ARTICLES = ("publish_articles", Role.REVIEWER)
    SEE_FLOWS = ("see_flows", Role.AGENT)
    WRITE_FLOWS = ("write_flows", Role.AGENT)
    PUBLISH_FLOWS = ("publish_flows", Role.REVIEWER)
    SEE_SEARCH = ("see_search", Role.AGENT)
    STEER_SEARCH = ("steer_search", Role.REVIEWER)
    HANDLE_CASES = ("handle_cases", Role.AGENT)
    LEAD_TEAM = ("lead_team", Role.LEAD)
    SEE_ALL_QUEUES = ("see_all_queues", Role.ADMIN)
    SEE_MAILS = ("see_mails", Role.ADMIN)
    MANAGE_PEOPLE = ("manage_people", Role.ADMIN)
    MANAGE_SERVICE_HOURS = ("manage_service_hours", Role.ADMIN)

    @property
    def least_role(self) -> Role:
        """The first role that has this permission."""
        return self.value[1]


@dataclass(frozen=True, slots=True)
class Reader:
    """The person behind a request; all None for a visitor who did not sign in."""

    user_id: int | None = None
    role: Role | None = None
    name: str = ""
    queues: frozenset[int] = frozenset()

    def may(self, permission: Permission) -> bool:
        """Has this reader's role the permission?"""
        return self.role is not None and _RANK[self.role] >= _RANK[permission.least_role]

    @property
    def visibilities(self) -> frozenset[str]:
        """Which articles' visibilities this reader may see."""
        if self.may(Permission.READ_INTERNAL):
            return frozenset({"public", "signed_in", "internal"})
        return frozenset({"public"})


ANONYMOUS = Reader()


def cookie_name(name: str, *, https: bool) -> str:
    """What a portal at such an address calls its cookie."""
    return f"{HOST}{name}" if https else name


def session_cookie() -> str:
    """The name of this portal's session cookie."""
    name: str = current_app.config["SESSION_COOKIE_NAME"]
    return name


def journey_cookie() -> str:
    """The name of this portal's journey cookie."""
    name: str = current_app.config["JOURNEY_COOKIE_NAME"]
    return name


def current_reader() -> Reader:
    """The Reader of this request. Without a session cookie nobody is looked up."""
    if session_cookie() not in request.cookies:
        return ANONYMOUS
    find: Callable[[], Reader] = current_app.extensions["lotse.reader"]
    return find()


def requires(permission: Permission) -> Callable[[View], View]:
    """Let only readers with `permission` into a view; strangers are sent to sign in first.

    What a stranger's form holds is not lost: `accounts` answers it with a sign-in page that
    carries the fields along.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            reader = current_reader()
            if reader.user_id is None:
                return _sign_in_first()
            if not reader.may(permission):
                raise Forbidden("Your role does not allow this. Ask a team lead to help.")
            return view(*args, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]  # the matrix test reads it
        return guarded  # type: ignore[return-value]

    return decorate


def _sign_in_first() -> Any:
    if request.method in {"GET", "HEAD"}:
        return redirect(url_for("accounts.sign_in", next=request.full_path.rstrip("?")))
    session_ended: Callable[[], Any] = current_app.extensions["lotse.session_ended"]
    return session_ended()
