"""Rules of texts: both languages, no HTML, links that lead somewhere, titles told apart."""

import html
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from portal.troubleshooter.definition import Call, End, Question, RemedyStep, Text
from portal.troubleshooter.graph_edges import Place
from portal.troubleshooter.lint_subject import LANGUAGES, LOCALES, Subject, Words
from portal.troubleshooter.problems import Problem, Wording

_OPTIONAL = {"why", "summary", "short", "detail", "consent", "verify"}
"""Without it in both languages nothing is missing, or another rule says so."""
_KINDS = {
    "title": Wording("title"),
    "why": Wording("why"),
    "option": Wording("option"),
    "check": Wording("message"),
    "short": Wording("short"),
    "detail": Wording("detail"),
    "consent": Wording("consent"),
    "verify": Wording("verify"),
    "summary": Wording("summary"),
    "need": Wording("need"),
}
"""What a message calls a text of each kind (`Words.of`)."""
# What Markdown takes for a tag; <https://…> and <name@host> are links to it.
_TAG = re.compile(
    r"<(?!(?:https?|mailto):)(?:/?[a-z][a-z0-9-]*(?:\s[^<>]*)?/?|!--.*?--|![a-z].*?)>", re.I | re.S
)
_CODE = re.compile(r"(`+)(?!`).+?(?<!`)\1(?!`)", re.S)
_SCRIPT = re.compile(r"(?:javascript|vbscript):", re.I)
_DATA_LINK = re.compile(r"(?:\]\(\s*<?|\]:\s*<?|<)\s*data:|\bdata:[a-z]+/[a-z]", re.I)
_REMOTE_IMAGE = re.compile(r"!\[[^\]]*\](?:\(\s*<?|\[)\s*(?:[a-z][a-z0-9+.-]*:)?//", re.I)
_IMAGE_REFERENCE = re.compile(r"!\[([^\]]*)\](?!\()(?:\[([^\]]*)\])?")
_DEFINITION = re.compile(r"^ {0,3}\[([^\]]+)\]:\s*<?(?:https?:)?//", re.I | re.M)
_ARTICLE_LINK = re.compile(r"\(\s*<?article:([^)\s#>\"]+)")


def text_problems(subject: Subject) -> Iterator[Problem]:
    """F09, F12, F18, F19 and F30."""
    for words in subject.texts():
        yield from _languages(subject, words)
        for locale, text in words.text.items():
            yield from _markup(subject, text, (*words.place, locale))
            yield from _links(subject, text, (*words.place, locale))
    yield from _lists(subject)
    yield from _options(subject)
    yield from _targets(subject)
    yield from _titles(subject)


@lru_cache(maxsize=8192)
def normalised(text: str) -> str:
    """A text without what does not tell it from another: case, space, final punctuation."""
    return " ".join(re.sub(r"[^\w\s]", " ", text).casefold().split())


def _languages(subject: Subject, words: Words) -> Iterator[Problem]:
    """F09: German and English, and not the same twice."""
    missing = [locale for locale in LOCALES if locale not in words.text]
    if len(missing) == len(LOCALES) and not _required(subject, words):
        return
    for locale in missing:
        message = Wording(
            "Here is no %(language)s text (%(kind)s)",
            language=LANGUAGES[locale],
            kind=_KINDS[words.of],
        )
        fix = Wording("Write “%(locale)s: …”.", locale=locale)
        yield subject.error("F09", message, *words.place, locale, fix=fix)
    if not missing and len(set(words.text.values())) == 1 and " " in words.text["de"].strip():
        message = Wording("German and English are the same (%(kind)s)", kind=_KINDS[words.of])
        fix = Wording("Translate one of them.")
        yield subject.warning("F09", message, *words.place, "en", fix=fix)


def _required(subject: Subject, words: Words) -> bool:
    """Texts that are there at all need both languages; some have to be there."""
    if words.place in subject.parsed.positions and words.of in _OPTIONAL:
        return True
    if words.of == "title" and words.step:
        return isinstance(subject.flow.steps[words.step], Question)
    if words.of == "short":
        remedy = subject.flow.remedies[_remedy_of(subject, words.place)]
        return remedy.local and not remedy.title
    return words.of not in _OPTIONAL


def _remedy_of(subject: Subject, place: Place) -> str:
    return next(id_ for id_, index in subject.declared.items() if index == place[1])


def _lists(subject: Subject) -> Iterator[Problem]:
    """F09 and F18 for symptoms and aliases."""
    lists: list[tuple[Wording, Mapping[str, tuple[str, ...]], Place]]
    lists = [(Wording("symptoms"), subject.flow.symptoms, ("symptoms",))]
    for id_, index in subject.declared.items():
        if id_ in subject.flow.remedies:
            aliases = subject.flow.remedies[id_].aliases
            lists.append((Wording("aliases"), aliases, ("remedies", index, "aliases")))
    for name, words, place in lists:
        if place not in subject.parsed.positions:
            continue
        for locale in LOCALES:
            if not words.get(locale):
                message = Wording(
                    "Here are no %(language)s %(kind)s", language=LANGUAGES[locale], kind=name
                )
                fix = Wording("Write “%(locale)s: […]”.", locale=locale)
                yield subject.error("F09", message, *place, locale, fix=fix)
            for index, word in enumerate(words.get(locale, ())):
                at = (*place, locale, index)
                if not word:
                    message, fix = Wording("An empty text"), Wording("Remove it.")
                    yield subject.error("F09", message, *at, fix=fix)
                yield from _markup(subject, word, at)
        same = words.get("de", ()) == words.get("en", ())
        if same and any(" " in word.strip() for word in words.get("de", ())):
            message = Wording("German and English are the same (%(kind)s)", kind=name)
            fix = Wording("Translate one of them.")
            yield subject.warning("F09", message, *place, "en", fix=fix)


def _options(subject: Subject) -> Iterator[Problem]:
    """F12: options can be told apart."""
    for step in subject.flow.steps.values():
        if not isinstance(step, Question):
            continue
        ids: set[str] = set()
        labels: set[tuple[str, str]] = set()
        for index, option in enumerate(step.options):
            place = ("steps", step.id, "options", index)
            if option.id in ids:
                message = Wording(
                    "Two options of “%(step)s” have the id “%(id)s”", step=step.id, id=option.id
                )
                fix = Wording("Give one another id.")
                yield subject.error("F12", message, *place, "id", fix=fix)
            for locale, label in option.label.items():
                if (locale, normalised(label)) in labels:
                    message = Wording(
                        "Two options of “%(step)s” are called “%(label)s”",
                        step=step.id,
                        label=label,
                    )
                    fix = Wording("Say what tells them apart, or merge them.")
                    yield subject.error("F12", message, *place, locale, fix=fix)
                    break
            ids.add(option.id)
            labels |= {(locale, normalised(label)) for locale, label in option.label.items()}


def _markup(subject: Subject, text: str, place: Place) -> Iterator[Problem]:
    """F18: what could run, or tell a third party who reads."""
    for message, fix in _dangers(text):
        yield subject.error("F18", message, *place, fix=fix)


@lru_cache(maxsize=4096)  # see lint_readability
def _dangers(text: str) -> tuple[tuple[Wording, Wording], ...]:
    found: list[tuple[Wording, Wording]] = []
    prose = _CODE.sub("", text)
    plain = html.unescape(prose)
    joined = re.sub(r"[\x00-\x1f]", "", plain)  # browsers ignore them in the name of a scheme
    if tag := _TAG.search(prose):
        message = Wording("HTML is not allowed: %(html)s", html=tag[0][:40])
        fix = Wording("Use Markdown; what shall be read as it stands, put in backticks.")
        found.append((message, fix))
    if _SCRIPT.search(joined) or _DATA_LINK.search(joined):
        message = Wording("Links of the kind “javascript:” or “data:” are not allowed")
        found.append((message, Wording("Link to a page with https://.")))
    if _REMOTE_IMAGE.search(plain) or _remote_by_reference(plain):
        message = Wording("The picture lies on another server, which would learn who looks at it")
        found.append((message, Wording("Put the picture in an article.")))
    return tuple(found)


def _remote_by_reference(text: str) -> bool:
    remote = {name.casefold() for name in _DEFINITION.findall(text)}
    used = ((second or first).casefold() for first, second in _IMAGE_REFERENCE.findall(text))
    return any(name in remote for name in used)


def _links(subject: Subject, text: str, place: Place) -> Iterator[Problem]:
    """F19 in texts: links of the form `(article:id)`."""
    for article in dict.fromkeys(_ARTICLE_LINK.findall(text)):
        yield from _article(subject, article, place)


def _targets(subject: Subject) -> Iterator[Problem]:
    """F19 for what ends and calls name."""
    for step in subject.flow.steps.values():
        if isinstance(step, End) and step.article:
            yield from _article(subject, step.article, ("steps", step.id, "article"))
        elif isinstance(step, Call) and step.flow not in subject.world.flows:
            message = Wording("There is no flow “%(flow)s”", flow=step.flow)
            fix = Wording(
                "Name the id of a flow that is linted along with this one, or that ships."
            )
            yield subject.warning("F19", message, "steps", step.id, "call", fix=fix)


def _article(subject: Subject, article: str, place: Place) -> Iterator[Problem]:
    articles = subject.world.articles
    if articles is None:
        return
    if article not in articles:
        message = Wording("There is no article “%(article)s”", article=article)
        fix = Wording("Link to an article that exists, or write this one.")
        yield subject.warning("F19", message, *place, fix=fix)
    elif articles[article]:
        message = Wording("The article “%(article)s” is archived", article=article)
        fix = Wording("Link to the article that took its place.")
        yield subject.warning("F19", message, *place, fix=fix)


def _titles(subject: Subject) -> Iterator[Problem]:
    """F30: who comes to a step knows that it is another one."""
    seen: dict[tuple[str, str], str] = {}
    for step in subject.flow.steps.values():
        if isinstance(step, RemedyStep) and not step.title:
            for locale, title in _called(subject, step).items():
                seen.setdefault((locale, normalised(title)), step.id)
    for step in subject.flow.steps.values():
        same = _first_same(seen, step.title)
        if same is not None:
            message = Wording(
                "The steps “%(first)s” and “%(step)s” have the same title",
                first=same,
                step=step.id,
            )
            fix = Wording("Say in the title what is different here.")
            yield subject.warning("F30", message, "steps", step.id, "title", fix=fix)
        for locale, title in step.title.items():
            seen.setdefault((locale, normalised(title)), step.id)


def _called(subject: Subject, step: RemedyStep) -> Text:
    """What a step without a title of its own is called on screen."""
    remedy = subject.flow.remedies.get(step.remedy)
    return remedy.title if remedy else {}


def _first_same(seen: dict[tuple[str, str], str], title: Text) -> str | None:
    for locale, words in title.items():
        if (locale, normalised(words)) in seen:
            return seen[locale, normalised(words)]
    return None
