"""Attacks by article text; the names carry the reference of the case in the security record."""

# ruff: noqa: N802, SIM905 - references as in the record, elements as in the standard

import re
import time

import html5lib
import pytest
from markupsafe import Markup

from articles.rendering import render_article
from articles.sanitizing import clean_source, seal

ALLOWED = {
    *("h2 h3 h4 h5 h6 p br hr div span a img pre code kbd samp var ul ol li dl dt dd").split(),
    *("strong b em i u s del ins mark small sub sup abbr q cite dfn blockquote").split(),
    *("table caption thead tbody tfoot tr th td details summary figure figcaption input").split(),
    "section",
}
# An allowed scheme, or no colon before the path: nothing a browser takes for a scheme.
SCHEMES = re.compile(r"(?:https?:|mailto:|tel:|[^:/?#]*(?:[/?#]|\Z))", re.IGNORECASE)


def render(body, **options):
    return render_article(body, language="de", resolve_image=lambda source: source, **options)


def elements(html):
    tree = html5lib.parse(f"<body>{html}</body>", namespaceHTMLElements=False)
    return [element for element in tree.find("body").iter() if element.tag != "body"]


def assert_harmless(html):
    for element in elements(html):
        assert element.tag in ALLOWED, element.tag
        for name, value in element.attrib.items():
            assert not name.startswith("on"), name
            assert name not in {"style", "srcdoc", "formaction", "xlink:href", "srcset"}
            if name in ("href", "src"):
                bare = re.sub(r"[\x00-\x20]", "", value)
                assert SCHEMES.match(bare), value
            if name == "id" and element.tag != "section":
                assert value.startswith("user-content-"), value


R1 = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    "java&#x09;script:alert(1)",
    "&#106;avascript:alert(1)",
    "&#x6A;avascript&colon;alert(1)",
    "\x01javascript:alert(1)",
    "data:text/html;base64,PHNjcmlwdD4=",
    "vbscript:msgbox(1)",
    "javascript://example.org/%0aalert(1)",
    "feed:javascript:alert(1)",
]
R1_FORMS = [
    "[x]({})",
    "[x](<{}>)",
    "![x]({})",
    "<{}>",
    "[x][y]\n\n[y]: {}",
    '<a href="{}">x</a>',
    "<a href={}>x</a>",
    '<img src="{}">',
    ':::image source="{}" alt-text="x":::',
    "> [!VIDEO {}]",
]


@pytest.mark.parametrize("form", R1_FORMS)
@pytest.mark.parametrize("target", R1)
def test_R1_no_link_or_image_runs_code(target, form):
    assert_harmless(render(form.format(target)).html)


@pytest.mark.parametrize("target", R1)
def test_R1_a_resolver_cannot_bring_code_back(target):
    html = render("[x](article:a) ![y](z)", resolve_link=lambda _: target).html

    assert_harmless(html)


ATTACKS = {
    "R2_script": "<script>alert(1)</script>",
    "R2_script_in_text": "Text <script>alert(1)</script> Text",
    "R2_svg_script": "<svg><script>alert(1)</script></svg>",
    "R2_svg_link": '<svg><a xlink:href="javascript:alert(1)"><text>x</text></a></svg>',
    "R2_foreign_object": "<svg><foreignObject><img src=x onerror=alert(1)></foreignObject></svg>",
    "R2_math": '<math><mtext><a href="javascript:alert(1)">x</a></mtext></math>',
    "R2_iframe": '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
    "R2_object": '<object data="data:text/html,x"></object><embed src="x">',
    "R2_meta": '<meta http-equiv="refresh" content="0;url=https://evil.example">',
    "R2_base": '<base href="https://evil.example/">',
    "R2_form": '<form action="https://evil.example"><input name="p"><button>x</button></form>',
    "R2_comment": "<!--><script>alert(1)</script>-->",
    "R2_cdata": "<![CDATA[<script>alert(1)</script>]]>",
    "R2_template": "<template><script>alert(1)</script></template>",
    "R2_noscript": '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    "R2_in_table": "| a |\n| --- |\n| <script>alert(1)</script> |",
    "R2_in_heading": "## <img src=x onerror=alert(1)> {#x}",
    "R2_in_note": "> [!NOTE]\n> <script>alert(1)</script>",
    "R2_in_list": "1. <svg onload=alert(1)>",
    "R3_nested": "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "R3_nested_twice": "<<script>script>alert(1)<</script>/script>",
    "R3_split_by_comment": "<scr<!-- -->ipt>alert(1)</script>",
    "R3_unclosed": "<img src=x onerror=alert(1) <p>",
    "R4_onerror": '<img src="x" onerror="alert(1)">',
    "R4_onerror_slash": "<img/src=x/onerror=alert(1)>",
    "R4_formaction": '<button formaction="javascript:alert(1)">x</button>',
    "R4_style": '<p style="position:fixed;inset:0;background:url(javascript:alert(1))">x</p>',
    "R4_attribute_list": "![x](y){ onerror=alert(1) style=x }",
    "R4_attribute_list_link": "[x](https://a.example){ onclick=alert(1) }",
    "R4_attribute_list_heading": '## T {onclick=alert(1) #x style="x"}',
    "R4_caption": '![x" onerror="alert(1)](y)',
    "R4_title": '![x](y "a\\" onerror=\\"alert(1)")',
    "R4_details": '<details open ontoggle="alert(1)"><summary>x</summary></details>',
    "R4_remedy": '## T {remedy="x\\"><script>alert(1)</script>"}',
    "R4_fence_language": '```js" onclick="alert(1)\nx\n```',
    "R4_clobber": '<a id="search" name="forms">x</a><img name="body" id="location" src="x">',
    "R5_autolink": 'https://a.example/"onmouseover="alert(1)',
    "R5_table_label": '## "><script>alert(1)</script>\n\n| a |\n| --- |\n| b |',
    "R5_missing_alt": '![<script>alert(1)</script>"](https://a.example/x.png)',
    "R5_mark": "\ue000r0\ue001<script>alert(1)</script>\ue000h0\ue001",
    "R5_stash": "\x02wzxhzdk:0\x03 <b onclick=alert(1)> \x02klzzwxh:0001\x03",
    "R5_anchor": '[x](#"onclick="alert(1))',
    "R5_footnote": 'x[^"onclick="alert(1)]\n\n[^"onclick="alert(1)]: y',
    "R12_mutation_math": "<math><mtext><table><mglyph><style><!--</style>"
    '<img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
    "R12_mutation_svg": '<svg></p><style><a id="</style><img src=1 onerror=alert(1)>">',
    "R12_mutation_noembed": '<noembed><img src="</noembed><img src=x onerror=alert(1)>">',
    "R12_mutation_backtick": '<img alt="``onerror=alert(1)" src="x">',
    "R12_mutation_select": "<select><style></select><img src=x onerror=alert(1)></style>",
    "R12_mutation_plaintext": "<plaintext><script>alert(1)</script>",
}


@pytest.mark.parametrize("name", ATTACKS)
def test_attack_corpus_renders_harmless(name):
    rendered = render(ATTACKS[name])

    assert_harmless(rendered.html)
    assert_harmless(f"<p>{rendered.html}</p>")


@pytest.mark.parametrize("name", ATTACKS)
def test_R12_what_is_sealed_stays_the_same_when_parsed_again(name):
    html = render(ATTACKS[name]).html

    assert seal(html) == html
    assert seal(seal(html)) == seal(html)


@pytest.mark.parametrize("name", ATTACKS)
def test_R11_no_result_is_anything_but_markup(name):
    assert isinstance(render(ATTACKS[name]).html, Markup)


def test_R2_a_script_goes_with_its_content():
    assert "alert" not in render("Text <script>alert(1)</script> mehr").html


def test_R4_ids_of_authors_cannot_meet_ids_of_the_page():
    html = clean_source('<p id="search">x</p><a name="y"></a>')

    assert 'id="user-content-search"' in html


def test_F4_an_image_in_a_data_url_is_not_shown():
    html = render("![x](data:image/svg+xml;base64,PHN2Zz4=)").html

    assert "data:" not in html


def test_an_author_cannot_imitate_buttons_or_remedies():
    html = render('<p class="btn person">x</p>\n\n<section data-remedy="a">y</section>').html

    assert "btn" not in html
    assert "data-remedy" not in html


N = 20_000
PATHOLOGICAL = {
    "open_brackets": "[" * N,
    "nested_brackets": "[" * N + "]" * N,
    "quotes": ">" * N,
    "stars": "*a " * N,
    "mixed_emphasis": "*a **b _c " * (N // 4),
    "backticks": "".join("`" * count + " " for count in range(200)),
    "links": "[a](" * N,
    "images": "![" * N,
    "less_than": "<a " * N,
    "entities": "&a" * N,
    "deep_list": "\n".join("  " * level + "- a" for level in range(300)),
    "markers": "- " * N,
    "wide_table": "|a" * N + "\n" + "|-" * N + "\n" + "|b" * N,
    "same_headings": "## Kurz\n" * 2000,
    "definitions": "[a]: b\n" * 2000,
    "footnotes": "[^1] " * N,
    "comments": "<!--" * N,
    "divs": "<div>" * N,
    "details": "<details>\n" * N,
    "attributes": "# a {" + "#a " * N + "}",
    "many_limits": ("[" * 790 + "\n\n") * 2,
    "one_line": "Ein Satz mit Wörtern. " * N,
}


@pytest.mark.parametrize("name", PATHOLOGICAL)
def test_V4_no_body_keeps_the_renderer_busy(name):
    body = PATHOLOGICAL[name]
    started = time.process_time()

    rendered = render(body)

    assert time.process_time() - started < 4
    assert len(rendered.html) < 40 * len(body) + 10_000
    assert_harmless(rendered.html[:200_000].rpartition("<")[0])
