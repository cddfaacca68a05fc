"""Articles, pictures and people for tests of pages, made by the operations that the portal uses."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from io import BytesIO

from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session, sessionmaker

from portal.accounts.models import Person
from portal.accounts.operations import add_person, open_session
from portal.accounts.portraits import set_picture
from portal.accounts.queues import queues, set_queues, sync_queues
from portal.background import job_handlers
from portal.core.db import db, engine_options, transaction
from portal.core.files import StoredFile, store_file
from portal.core.mail import queue_mail
from portal.core.settings import Settings
from portal.core.worker import Worker
from portal.escalations.finding.indexing import schedule_case_index
from portal.escalations.saved_replies.starter import add_starter_replies
from portal.knowledge.models import Article, ArticleImage, Category, Translation
from portal.knowledge.operations import ArticleText, create_article, create_translation
from portal.knowledge.publication_operations import publish
from portal.knowledge.synonym_operations import add_group
from portal.service_hours.operations import sync_service
from portal.web.access import Role
from tests.web.hand_overs import hand_over
from tests.web.running_flows import begin_flow

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
PASSWORD = "ein langes Kennwort"
TOPICS = {
    "email": {"de": "E-Mail", "en": "Email"},
    "internet": {"de": "Internet", "en": "Internet"},
}
BODY = """## Kurz gesagt {.short}

Der Postausgang braucht ein Passwort.

## Router neu starten {remedy=router.restart}

1. Ziehen Sie den Stecker.
2. Warten Sie zehn Sekunden.
"""

ENGLISH = BODY.replace("Kurz gesagt", "In short").replace("Postausgang", "outgoing server")


def category(session: Session, key: str = "email") -> Category:
    """The topic, made if it is not there."""
    found = session.scalar(select(Category).where(Category.key == key))
    if found is None:
        names = TOPICS.get(key, {"de": key, "en": key})
        found = Category(key=key, position=1, names=names, descriptions={"de": "", "en": ""})
        session.add(found)
        session.flush()
    return found


def write(
    session: Session,
    key: str,
    title: str,
    *,
    locale: str = "de",
    body: str = BODY,
    visibility: str = "public",
    topic: str = "email",
    related: tuple[str, ...] = (),
    published: bool = True,
    summary: str = "",
    now: datetime = NOW,
) -> Translation:
    """One language of an article, published if not said otherwise. Flushes, does not commit."""
    article = session.scalar(select(Article).where(Article.key == key)) or create_article(
        session,
        key=key,
        category=category(session, topic),
        visibility=visibility,
        source="test",
        actor_id=None,
        now=now,
    )
    text = ArticleText(
        title=title,
        body=body,
        summary=summary or f"{title}: was hilft.",
        related=related,
        checked_on=date(2026, 11, 12),
        checked_by="Jonas Petersen",
    )
    translation = create_translation(session, article, locale, text, actor_id=None, now=now)
    if published:
        publish(session, translation, actor_id=None, now=now, outdates_other=False)
    return translation


def add_picture(app: Flask, session: Session, translation: Translation, path: str) -> StoredFile:
    """A small picture that `translation` names by `path`."""
    file = store_file(
        session,
        app.extensions["lotse.files"],
        picture_bytes(),
        media_type="image/png",
        name=path,
        owner=f"translation:{translation.id}",
        actor_id=None,
        now=NOW,
    )
    session.add(ArticleImage(translation_id=translation.id, path=path, file_id=file.id))
    session.flush()
    return file


def picture_bytes(size: tuple[int, int] = (8, 6), form: str = "PNG", **options: object) -> bytes:
    """A picture as a file."""
    buffer = BytesIO()
    Image.new("RGB", size, (12, 35, 68)).save(buffer, form, **options)
    return buffer.getvalue()


def furnish_house(app: Flask, settings: Settings) -> None:
    """Articles of every state and visibility, a picture, an index."""
    with app.app_context(), transaction(db.session) as session:
        body = f"{BODY}\n![Der Stecker](media/a.png)\n"
        mail = write(session, "mail", "Senden klappt nicht", body=body, published=False)
        add_picture(app, session, mail, "media/a.png")
        publish(session, mail, actor_id=None, now=NOW)
        write(session, "mail", "Sending fails", locale="en", body=ENGLISH)
        write(session, "wifi", "WLAN", topic="internet", related=("mail",))
        write(session, "wifi", "WLAN", locale="en", topic="internet", body=ENGLISH)
        write(session, "draft", "Entwurf", published=False)
        write(session, "internal", "Nur für uns", visibility="internal")
        write(session, "signed-in", "Nur für Angemeldete", visibility="signed_in")
        sync_queues(session, app.extensions["lotse.organisation"].teams)
        sync_service(session, app.extensions["lotse.organisation"], now=NOW)
        lena = colleague(session, "Lena Braun", queues=("mail",))
        set_picture(session, app.extensions["lotse.files"], lena, picture_bytes(), now=NOW)
        hand_over(app, session, now=NOW, pictures=[picture_bytes()])
        begin_flow(app, session, now=NOW)
        add_group(session, "de", ("WLAN", "Funknetz"), actor_id=None, now=NOW)
        add_starter_replies(session, now=NOW)
        schedule_case_index(session, now=NOW)  # as each start does
        queue_mail(
            session,
            recipient="lena.braun@nordhafen.example",
            subject="Ihr Zugang",
            text="Willkommen.",
            sender="hilfe@nordhafen.example",
            automatic=True,
            now=NOW,
        )
    engine = create_engine(**engine_options(settings.database_url))
    worker = Worker(sessionmaker(engine), job_handlers(settings), lambda: NOW)
    worker.run_all()
    engine.dispose()


def colleague(
    session: Session,
    name: str,
    *,
    role: Role = Role.AGENT,
    queues: tuple[str, ...] = (),
    locale: str = "de",
) -> Person:
    """Somebody of the team, who works on the cases of these queues."""
    person = add_person(
        session,
        email=f"{name.lower().replace(' ', '.')}@nordhafen.example",
        name=name,
        role=role,
        locale=locale,
        password=PASSWORD,
        actor_id=None,
        now=NOW,
    )
    set_queues(session, person, queues, actor_id=None, now=NOW)
    return person


def as_role(app: Flask, role: Role, locale: str = "de") -> FlaskClient:
    """A browser in which somebody with `role`, who works in every team, has signed in just now."""
    clock: Callable[[], datetime] = app.extensions["lotse.clock"]
    with app.app_context(), transaction(db.session) as session:
        person = add_person(
            session,
            email=f"{role.value}-{locale}@nordhafen.example",
            name=f"{role.value.capitalize()} Petersen",
            role=role,
            locale=locale,
            password=PASSWORD,
            actor_id=None,
            now=clock(),
        )
        everything = [queue.key for queue in queues(session)]
        set_queues(session, person, everything, actor_id=None, now=clock())
        person_id = person.id
    return signed_in_as(app, person_id)


def signed_in_as(app: Flask, person_id: int) -> FlaskClient:
    """A browser in which this person has signed in just now."""
    clock: Callable[[], datetime] = app.extensions["lotse.clock"]
    with app.app_context(), transaction(db.session) as session:
        person = session.get_one(Person, person_id)
        new = open_session(session, person, PASSWORD, replaces=None, user_agent="", now=clock())
    browser = app.test_client()
    with browser.session_transaction() as cookie:
        cookie["_user_id"] = new.token
        cookie["_fresh"] = True
    return browser
