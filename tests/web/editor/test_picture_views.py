"""Pictures by paste, drop and file; what lies about its type; who sees them."""

from io import BytesIO

import pytest
from PIL import Image

from tests.web.content import picture_bytes
from tests.web.editor.conftest import Written
from tests.web.editor.test_edit_views import TYPED, typed_text
from tests.web.page_client import PageClient

JSON = {"Accept": "application/json"}
HTML = b"<html><script>alert(1)</script></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
LIES = {
    "html.png": HTML,
    "picture.svg": SVG,
    "picture.png": SVG,
    "empty.png": b"",
    "cut.png": picture_bytes((200, 200))[:90],
    "program.jpg": b"MZ\x90\x00" + b"\x00" * 200,
    "bitmap.bmp": picture_bytes(form="BMP"),
    "..%2f..%2fevil.php\u202egnp.png": b"<?php echo 1;",
}


def upload(agent: PageClient, article: Written, data: bytes, name: str, status: int = 200, **more):
    fields = {"file": (BytesIO(data), name), **more}
    return agent.post(article.url("/pictures"), fields, status=status, **JSON)


def test_a_script_gets_what_the_text_has_to_say(agent: PageClient, draft: Written):
    answer = upload(agent, draft, picture_bytes(), "a.png").json
    assert answer["source"] == f"{answer['url'].removeprefix('/')}.png"
    assert answer["markdown"] == f"![]({answer['source']})"
    typed = {**TYPED, "body": f"![Der Schalter]({answer['source']})"}
    assert f'src="{answer["url"]}"' in agent.post(draft.url("/preview"), typed, status=200).body


@pytest.mark.parametrize("name", LIES)
def test_f1_a_file_that_is_no_picture_is_refused_whatever_it_says(
    agent: PageClient, draft: Written, name
):
    answer = upload(agent, draft, LIES[name], name, status=422)
    assert answer.json == {
        "message": "This file is not a picture we can show. Use PNG, JPEG, GIF or WebP."
    }


def test_f3_a_picture_of_too_many_pixels_is_refused(agent: PageClient, draft: Written):
    for side in (7_000, 10_000):
        buffer = BytesIO()
        Image.new("1", (side, side)).save(buffer, "PNG")
        upload(agent, draft, buffer.getvalue(), "bomb.png", status=413)


def test_f3_a_photograph_loses_its_place(agent: PageClient, draft: Written):
    exif = Image.Exif()
    exif[0x010E] = "Kiel, Schreibtisch"
    url = upload(agent, draft, picture_bytes(form="JPEG", exif=exif), "a.jpg").json["url"]
    data = agent.get(url).response.data
    assert b"Kiel" not in data
    assert Image.open(BytesIO(data)).format == "JPEG"


def test_a_file_above_8_mb_and_no_file_at_all_are_refused(agent: PageClient, draft: Written):
    # Written by hand: the test client leaves its own temporary file for a large form open.
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n'
    large = head + b"\x89PNG" + b"\x00" * (8 * 1024 * 1024) + b"\r\n--x--\r\n"
    answer = agent.browser.post(
        draft.url("/pictures"),
        data=large,
        content_type="multipart/form-data; boundary=x",
        headers=JSON,
    )
    assert (answer.status_code, answer.json["message"][:30]) == (
        413,
        "This picture is larger than 8 ",
    )
    assert agent.post(draft.url("/pictures"), {}, status=422, **JSON).json == {
        "message": "Choose a picture first."
    }


def with_file(data: bytes = picture_bytes(), **more: str) -> dict:
    return {**TYPED, "file": (BytesIO(data), "a.png"), **more}


def test_without_javascript_the_picture_stands_behind_the_typed_text(
    agent: PageClient, draft: Written
):
    fields = with_file(description="Der [rote] Schalter")
    page = agent.post(draft.url("/pictures"), fields, status=200)
    text = typed_text(page)
    assert text.startswith("Getippt.\n\nNoch eine Zeile.\n\n![Der \\[rote\\] Schalter](media/")
    assert page.one("img").get("alt") == "Der [rote] Schalter"
    assert "The picture stands at the end of the text." in page.text
    assert page.one("input", name="base").get("value") == "1"


def test_saving_takes_a_chosen_picture_along(agent: PageClient, draft: Written):
    fields = with_file(description="Der Schalter")
    saved = agent.post(draft.url(), fields, follow=True, status=200)
    assert "![Der Schalter](media/" in typed_text(saved)


WAYS = ("", "/pictures", "/preview")


@pytest.mark.parametrize("address", WAYS)
def test_a_picture_nobody_described_is_kept_and_asked_for_wcag_1_1_1(
    agent: PageClient, draft: Written, address
):
    page = agent.post(draft.url(address), with_file(), status=422)
    assert typed_text(page) == "Getippt.\n\nNoch eine Zeile."
    message = "Describe the picture, or tick that it is purely decorative."
    assert page.links()[message] == "#description"
    assert page.one("input", id="description").get("aria-invalid") == "true"
    kept = page.one("input", name="picture").get("value")
    agent.get(page.one("img", class_="picture-waiting").get("src"))

    fields = {**TYPED, "picture": kept, "description": "Der Schalter"}
    done = agent.post(draft.url(address), fields, follow=True, status=200)
    assert typed_text(done).endswith(f"![Der Schalter]({kept})")
    assert not done.all("input", name="picture")


@pytest.mark.parametrize("address", WAYS)
def test_a_purely_decorative_picture_goes_without_a_description(
    agent: PageClient, draft: Written, address
):
    page = agent.post(draft.url(address), with_file(decorative="on"), follow=True, status=200)
    assert "\n\n![](media/" in typed_text(page)
    assert page.one("img").get("alt") == ""


def test_a_description_without_a_picture_is_not_lost(agent: PageClient, draft: Written):
    fields = {**TYPED, "description": "Der Schalter", "picture": "media/of-another-text.png"}
    page = agent.post(draft.url("/pictures"), fields, status=422)
    assert "Choose a picture first." in page.text
    assert page.one("input", id="description").get("value") == "Der Schalter"
    assert "of-another-text" not in page.body


@pytest.mark.parametrize("address", ["", "/pictures"])
def test_a_refused_picture_does_not_cost_the_typed_text(agent: PageClient, draft: Written, address):
    page = agent.post(draft.url(address), with_file(HTML), status=422)
    assert "This file is not a picture we can show." in page.text
    assert typed_text(page) == "Getippt.\n\nNoch eine Zeile."


def test_a5_pictures_of_unpublished_texts_are_for_the_team(
    agent: PageClient, reviewer: PageClient, pages: PageClient, draft: Written
):
    answer = upload(agent, draft, picture_bytes(), "a.png").json
    agent.get(answer["url"])
    pages.get(answer["url"], status=404)
    body = f"![Schalter]({answer['source']})"
    reviewer.post(draft.url("/publications"), {**TYPED, "body": body})
    assert pages.get(answer["url"]).headers["Content-Type"] == "image/png"
    reviewer.post(draft.url("/withdrawals"))
    pages.get(answer["url"], status=404)


def test_the_other_language_shows_the_same_pictures(agent: PageClient, draft: Written):
    answer = upload(agent, draft, picture_bytes(), "a.png").json
    body = f"![Switch]({answer['source']})"
    agent.post(draft.beside, {"title": "Sending fails", "body": body, "base": "0", "source": "1"})
    assert f'src="{answer["url"]}"' in agent.get(draft.url(locale="en")).body


def test_another_texts_picture_is_missing_here(agent: PageClient, published: Written):
    source = upload(agent, published, picture_bytes(), "a.png").json["source"]
    typed = {**TYPED, "body": f"![Switch]({source})"}
    page = agent.post(published.url("/preview", locale="en"), typed, status=200)
    assert "Image missing: Switch" in page.text
