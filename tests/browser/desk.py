"""What people who write do at their desk, in German and English."""

import base64
import uuid
from dataclasses import dataclass
from io import BytesIO

from PIL import Image
from playwright.sync_api import Locator, Page, expect


@dataclass(frozen=True)
class Words:
    """What the desk says in one language, and who works there in it."""

    author: str
    reviewer: str
    title: str
    begin: str
    save: str
    hand_in: str
    handed_in: str
    publish: str
    published: str
    withdraw: str
    withdraw_text: str
    add_picture: str
    describe: str
    show_preview: str
    public_page: str


WORDS = {
    "de": Words(
        author="Tom Behrens",
        reviewer="Jonas Petersen",
        title="Titel",
        begin="Mit dem Schreiben beginnen",
        save="Speichern",
        hand_in="Zur Prüfung geben",
        handed_in="in Prüfung",
        publish="Veröffentlichen",
        published="veröffentlicht",
        withdraw="Zurückziehen",
        withdraw_text="Text zurückziehen",
        add_picture="Bild hinzufügen",
        describe="Beschreiben Sie das Bild in den eckigen Klammern",
        show_preview="Vorschau zeigen",
        public_page="Öffentliche Seite",
    ),
    "en": Words(
        author="Amy Clarke",
        reviewer="Ruth Osborne",
        title="Title",
        begin="Begin to write",
        save="Save",
        hand_in="Hand in for review",
        handed_in="In review",
        publish="Publish",
        published="Published",
        withdraw="Withdraw",
        withdraw_text="Withdraw the text",
        add_picture="Add the picture",
        describe="Describe the picture in the square brackets",
        show_preview="Show the preview",
        public_page="Public page",
    ),
}

GIVE_FILE = """(field, [kind, encoded]) => {
  const bytes = Uint8Array.from(atob(encoded), (sign) => sign.charCodeAt(0));
  const data = new DataTransfer();
  data.items.add(new File([bytes], `${kind}.png`, { type: "image/png" }));
  const options = { bubbles: true, cancelable: true, clipboardData: data, dataTransfer: data };
  field.focus();
  field.setSelectionRange(field.value.length, field.value.length);
  const Kind = kind === "paste" ? ClipboardEvent : DragEvent;
  field.dispatchEvent(new Kind(kind, options));
}"""


def new_title() -> str:
    """A title with a word that stands nowhere else."""
    letters = str.maketrans("0123456789abcdef", "bdfgklmnprstvwzx")
    return f"Kaffeemaschine {uuid.uuid4().hex[:10].translate(letters)}"


def body_of(title: str) -> str:
    """An article's text with its title's own word in it."""
    return (
        f"## Kurz gesagt {{.short}}\n\n{title} braucht Wasser.\n\n"
        "## Tank füllen {remedy=router.restart}\n\n1. Ziehen Sie den Tank heraus.\n"
        "2. Füllen Sie **Wasser** ein.\n\n"
    )


def png() -> bytes:
    """A real picture."""
    buffer = BytesIO()
    Image.new("RGB", (320, 180), (10, 77, 162)).save(buffer, "PNG")
    return buffer.getvalue()


def begin_article(page: Page, title: str, words: Words) -> None:
    """A new draft, in the author's own language."""
    page.goto("/agent/articles/new")
    page.get_by_label(words.title, exact=True).fill(title)
    page.get_by_role("button", name=words.begin).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def text_of(page: Page) -> Locator:
    """The Markdown field."""
    return page.get_by_role("textbox", name="Text in Markdown")


def give_picture(page: Page, way: str) -> None:
    """Paste or drop a picture at the end of the text, and wait until it stands there."""
    expect(page.locator("[data-without-script]").first).to_be_hidden()  # the script listens
    before = text_of(page).input_value().count("](media")
    text_of(page).evaluate(GIVE_FILE, [way, base64.b64encode(png()).decode()])
    page.wait_for_function(
        "([many]) => document.querySelector('[data-editor-text]').value.split('](media').length"
        " === many + 1 && document.querySelector('[data-upload-progress]').hidden",
        arg=[before + 1],
    )


def press(page: Page, button: str) -> None:
    """Press a button of the page's form."""
    page.get_by_role("main").get_by_role("button", name=button, exact=True).click()


def save(page: Page, words: Words) -> None:
    """Save, and wait until the page is there again."""
    with page.expect_navigation():
        press(page, words.save)


def state(page: Page) -> Locator:
    """The head of the editor, which says in which state the text is."""
    return page.locator(".work-head").first


def plain(html: str) -> str:
    """HTML without differences of white space."""
    return " ".join(html.split())
