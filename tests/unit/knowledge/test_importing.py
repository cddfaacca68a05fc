"""Importing folders of Markdown: ours, others', and what nobody should have put there."""

import shutil
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import func, select

import articles
from portal.core.db import db, transaction
from portal.core.jobs import Job
from portal.knowledge.importing import import_folder
from portal.knowledge.models import Article, ArticleImage, Publication, Revision, Translation
from portal.knowledge.operations import ArticleText, save_revision

LIBRARY = Path(articles.__file__).parent / "library"


@pytest.fixture
def importing(app, settings, clock):
    """`importing(folder)` takes a folder and gives the report; the session stays open."""
    with app.app_context():
        yield lambda folder, language=None: import_folder(
            settings, db.session, folder, language=language, source="import", now=clock()
        )


def put(folder, path, text):
    target = folder / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(text if isinstance(text, bytes) else text.encode())


def page(key, locale="de"):
    query = (
        select(Publication.html)
        .join(Translation)
        .join(Article)
        .where(Article.key == key, Translation.locale == locale)
    )
    return db.session.scalar(query)


def count(model):
    return db.session.scalar(select(func.count()).select_from(model))


def test_our_own_articles_come_in_whole_and_a_second_time_changes_nothing(importing, tmp_path):
    for topic in ("billing", "phone"):
        for locale in ("de", "en"):
            shutil.copytree(LIBRARY / locale / topic, tmp_path / locale / topic)
    files = len(list(tmp_path.rglob("*.md")))

    report = importing(tmp_path)
    assert (report.created, report.refused, report.drafts) == (files, [], 0)
    assert count(Publication) == files
    before = (count(Revision), count(Job))

    again = importing(tmp_path)
    assert (again.created, again.updated, again.unchanged) == (0, 0, files)
    assert (count(Revision), count(Job)) == before
    assert 'href="/de/articles/' in page("phone-no-dial-tone")
    assert 'data-remedy="phone.' in page("phone-no-dial-tone")


BAD = {
    "de/broken.md": "---\ntitle: [offen\n---\nText\n",
    "de/bomb.md": "---\na: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\ntitle: *c\n---\nText\n",  # V4
    "de/python.md": "---\ntitle: !!python/object/apply:os.system ['true']\n---\nText\n",  # V4
    "de/large.md": "# Groß\n" + "Wort " * 1_000_000,
    "de/empty.md": "",
    "de/picture.md": b"\x89PNG\r\n\x1a\n\x00\x00\x00",
}


def test_what_cannot_be_taken_is_reported_and_the_rest_goes_on(importing, tmp_path):
    for path, text in BAD.items():
        put(tmp_path, path, text)
    put(tmp_path, "de/good.md", "# Gut\n\nDer Text ist gut und auf Deutsch geschrieben.\n")

    report = importing(tmp_path)

    assert dict(report.refused).keys() | {"de/broken.md"} == BAD.keys()
    assert all(reason for _path, reason in report.refused)
    assert "gut und auf Deutsch" in page("good")
    assert "could not be taken" in report.summary()


def test_a_text_in_an_old_encoding_is_read_and_reported(importing, tmp_path):
    put(
        tmp_path,
        "de/alt.md",
        "# Störung\n\nÄußerst müde Größen über Österreich.\n".encode("cp1252"),
    )

    report = importing(tmp_path)

    assert "Äußerst müde Größen" in page("alt")
    assert [path for path, _note in report.notes] == ["de/alt.md"]


def test_scripts_in_markdown_do_not_reach_the_page_r2(importing, tmp_path):
    put(
        tmp_path,
        "de/evil.md",
        "# Böse\n\n<script>alert(1)</script><svg onload=alert(1)>\n\n"
        "[klick](javascript:alert(1)) <b style='position:fixed'>fett</b>\n",
    )
    importing(tmp_path)

    for evil in ("<script", "onload", "javascript:", "style="):
        assert evil not in page("evil")
    assert "klick" in page("evil")


def test_two_files_with_one_identity_become_two_articles(importing, tmp_path):
    for name in ("a", "b"):
        put(
            tmp_path,
            f"{name}.md",
            f"---\nid: same\nlang: de\ntitle: Artikel {name}\n---\nText {name}\n",
        )

    report = importing(tmp_path)

    assert report.created == 2
    assert "Text a" in page("same")
    assert any("same" in note for path, note in report.notes if path == "b.md")
    assert importing(tmp_path).unchanged == 2


def test_translations_are_one_article(importing, tmp_path):
    put(tmp_path, "de/netz/a.md", "# Netz\n\nDas Netz ist langsam.\n")
    put(tmp_path, "en/netz/a.md", "# Net\n\nThe net is slow.\n")
    put(tmp_path, "en/netz/noise.md", "# Noise\n\nThe noise is loud.\n")

    importing(tmp_path)

    assert count(Article) == 2
    assert count(Translation) == 3


def picture():
    buffer = BytesIO()
    Image.new("RGB", (4, 4)).save(buffer, "PNG")
    return buffer.getvalue()


def test_links_and_pictures_beside_a_file_work(importing, tmp_path):
    put(tmp_path, "de/a.md", "# A\n\n[zu B](sub/b.md#teil) [weg](gone.md) ![Bild](img/x.png)\n")
    put(tmp_path, "de/sub/b.md", "# B\n\n## Teil\n\nText und ![Bild](../img/x.png)\n")
    put(tmp_path, "de/img/x.png", picture())

    report = importing(tmp_path)

    assert 'href="/de/articles/b#teil"' in page("a")
    assert "gone.md" not in page("a")
    assert 'src="/media/' in page("a")
    assert count(ArticleImage) == 2
    assert not [note for _path, note in report.notes if "picture" in note]


@pytest.mark.parametrize(
    "source",
    [
        "../outside.png",
        "../../outside.png",
        "..%2foutside.png",
        "/outside.png",
        "link.png",
        "lie.png",
    ],
)
def test_a_picture_outside_the_folder_is_not_taken_f2(importing, tmp_path, source):
    folder = tmp_path / "folder"
    put(tmp_path, "outside.png", picture())
    put(folder, "a.md", f"---\nlang: de\n---\n# A\n\n![Bild]({source})\n")
    put(folder, "lie.png", "<svg xmlns='http://www.w3.org/2000/svg'/>")
    (folder / "link.png").symlink_to(tmp_path / "outside.png")

    report = importing(folder)

    assert count(ArticleImage) == 0
    assert any("picture not taken" in note for _path, note in report.notes)
    assert "Bild fehlt" in page("a")


def test_a_draft_stays_one(importing, tmp_path):
    put(tmp_path, "de/a.md", "---\ntitle: Entwurf\ndraft: true\n---\nNoch nicht fertig.\n")

    report = importing(tmp_path)

    assert (report.created, report.drafts) == (1, 1)
    assert count(Publication) == 0


def test_a_changed_file_makes_a_new_revision_and_page(importing, tmp_path):
    put(tmp_path, "de/a.md", "# Titel\n\nDer alte Text.\n")
    put(tmp_path, "de/noise.md", "# Noch einer\n\nDer andere Text.\n")
    importing(tmp_path)
    put(tmp_path, "de/a.md", "# Titel\n\nDer neue Text.\n")

    report = importing(tmp_path)

    assert (report.created, report.updated, report.unchanged) == (0, 1, 1)
    assert "Der neue Text" in page("a")
    assert count(Revision) == 3


def test_what_was_edited_here_is_not_overwritten(importing, tmp_path, clock, person_id):
    put(tmp_path, "de/a.md", "# Titel\n\nDer alte Text.\n")
    importing(tmp_path)
    with transaction(db.session) as session:
        translation = session.scalars(select(Translation)).one()
        text = ArticleText(title="Titel", body="Von Hand geschrieben.\n")
        save_revision(session, translation, text, base=1, actor_id=person_id, now=clock())
    put(tmp_path, "de/a.md", "# Titel\n\nDer neue Text.\n")

    report = importing(tmp_path)

    assert [note for _path, note in report.notes] == [
        "edited here since its import: file not taken"
    ]
    db.session.expire_all()
    assert db.session.scalars(select(Translation)).one().head.body == "Von Hand geschrieben.\n"
    assert importing(tmp_path).notes == []


@pytest.fixture
def person_id(app, clock):
    from portal.accounts.operations import add_person
    from portal.web.access import Role

    with app.app_context(), transaction(db.session) as session:
        return add_person(
            session,
            email="aylin.kaya@nordhafen.example",
            name="Aylin Kaya",
            role=Role.EDITOR,
            locale="de",
            password="ein langes Kennwort",
            actor_id=None,
            now=clock(),
        ).id
