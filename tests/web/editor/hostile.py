"""Texts that try to become more than text."""

MARKDOWN = (
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt&#58;alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](<java\tscript:alert(1)>)",
    "<script>alert(1)</script>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    '<svg><script xlink:href="data:,alert(1)"/></svg>',
    "<img src=x onerror=alert(1)>",
    '<form action="//evil.example"><button formaction="javascript:alert(1)">x</button></form>',
    '<div style="position:fixed;inset:0">x</div>',
    '![x" onerror="alert(1)](media/nothing.png)',
    "<math><mtext><table><mglyph><style><!--</style>"
    "<img title='--&gt;&lt;img src=1 onerror=1&gt;'>",
    "## x {onclick=alert(1) .short}",
    "{{ 7*7 }} {% raw %} ${7*7}",
    "<!--[if gte IE 4]><script>alert(1)</script><![endif]-->",
)
LINES = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' autofocus onfocus='alert(1)",
    "</title></textarea><script>alert(1)</script>",
    "{{ config }} {% debug %}",
)
