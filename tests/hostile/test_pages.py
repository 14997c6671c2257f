"""Pages: whatever authors put into documents, layouts and style sheets, nothing loads, runs or leads elsewhere."""

from __future__ import annotations

import re
import shutil
import subprocess
from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path
from types import MappingProxyType

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from jinja2 import TemplateSyntaxError

from handover_policy.render.authoring.sandbox import Prepared, environment_for, run
from handover_policy.render.documents.catalogue import DOCUMENTS
from handover_policy.render.documents.document import check_documents, document_value, open_document
from handover_policy.render.pages.content_policy import with_content_policy, with_mail_policy
from handover_policy.render.pages.markup import markup_faults
from handover_policy.render.pages.style_sheet import style_faults
from handover_policy.render.templates import TemplatesInvalid, compile_templates
from tests.edges.cli.command import ROOT, handover
from tests.unit.render.departures import frame_files, shipped_files, shipped_templates
from tests.unit.render.documents.papers import file_of

FILES = shipped_files()
WORDINGS = shipped_templates().wordings
FENCE = environment_for(document_value, html=True)
PLACE = "_documents/task-list.j2"
PNG = "data:image/png;base64,iVBORw0KGgo="


def found_in(source: str) -> list[str]:
    return [fault.subject for fault in markup_faults(FENCE, source)]


LOADING = {
    "a script": "<script>alert(1)</script>",
    "a script in capitals": "<ScRiPt>alert(1)</sCrIpT>",
    "a script from elsewhere": "<script src=https://evil.example/x.js></script>",
    "a script in svg": "<svg><script>alert(1)</script></svg>",
    "svg that loads": "<svg/onload=alert(1)>",
    "math": "<math><a xlink:href='javascript:alert(1)'>x</a></math>",
    "a frame": "<iframe src='https://evil.example'></iframe>",
    "a frame of a document": "<iframe srcdoc='&lt;script&gt;'></iframe>",
    "an object": "<object data='x.swf'></object>",
    "an embedded thing": "<embed src='x'>",
    "an applet": "<applet code='x'></applet>",
    "a base": "<base href='https://evil.example/'>",
    "a refresh": "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "a refresh in capitals": "<META HTTP-EQUIV='Refresh' content='0'>",
    "a policy of one's own": "<meta http-equiv='Content-Security-Policy' content='default-src *'>",
    "a style sheet from elsewhere": "<link rel=stylesheet href='https://evil.example/x.css'>",
    "an attachment": "<link rel=attachment href='file:///etc/passwd'>",
    "a form": "<form action='https://evil.example'><input name=a></form>",
    "a button": "<button formaction='javascript:alert(1)'>x</button>",
    "a template": "<template><script></script></template>",
    "no script": "<noscript><img src=x></noscript>",
    "an image from elsewhere": "<img src='https://evil.example/x.png'>",
    "an image without a scheme": "<img src='//evil.example/x.png'>",
    "an image of a set": "<img srcset='https://evil.example/x.png 1x'>",
    "an image that fails": "<img src=x onerror=alert(1)>",
    "an image drawn as svg": "<img src='data:image/svg+xml;base64,PHN2Zz4='>",
    "a page in data": "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "a video": "<video poster='https://evil.example/x.png'></video>",
    "a table's background": "<table background='https://evil.example/x.png'></table>",
    "an event": "<p onclick=alert(1)>x</p>",
    "an event in capitals": "<p OnClick='alert(1)'>x</p>",
    "an event behind a slash": "<p/onclick=alert(1)>x</p>",
    "an event behind a quote": "<p class='a'onclick=alert(1)>x</p>",
    "an event of details": "<details open ontoggle=alert(1)>x</details>",
    "an event hidden in a value of another blank": "<p class=\u00a0'x onclick=alert(1) '>x</p>",
    "an event behind a backtick": "<p class=`a onclick=alert(1)`>x</p>",
    "a link to code": "<a href='javascript:alert(1)'>x</a>",
    "a link to code in capitals": "<a href='JaVaScRiPt:alert(1)'>x</a>",
    "a link to code in entities": "<a href='java&#115;cript:alert(1)'>x</a>",
    "a link to code in hexadecimal": "<a href='&#x6A;avascript&colon;alert(1)'>x</a>",
    "a link to code with a tab": "<a href='java\tscript:alert(1)'>x</a>",
    "a link to code with a written tab": "<a href='java&Tab;script:alert(1)'>x</a>",
    "a link to code with a blank": "<a href=' \x01javascript:alert(1)'>x</a>",
    "a link to vbscript": "<a href=vbscript:msgbox(1)>x</a>",
    "a link chosen by a value": "<a href='{{ x }}'>x</a>",
    "a link begun by a value": "<a href='{{ x }}://a'>x</a>",
    "a link whose host a value ends": "<a href='https://intranet.example{{ x }}'>x</a>",
    "a link chosen by a condition": "<a href='{% if x %}https:{% else %}javascript:{% endif %}alert(1)'>x</a>",
    "an image chosen by a value": "<img src='{{ x }}'>",
    "an attribute chosen by a value": "<p {{ x }}=1>",
    "an attribute ended by a value": "<p on{{ x }}=alert(1)>",
    "a value without quotes": "<p class={{ x }}>x</p>",
    "an element chosen by a value": "<{{ x }}>",
    "an element ended by a value": "<scr{{ x }}>",
    "an element put together": "<scr{% if x %}ipt{% endif %}>alert(1)</script>",
    "an element put together otherwise": "<{% if x %}script{% endif %}>",
    "an attribute put together": "<p on{% if x %}click{% endif %}=alert(1)>",
    "a quote closed on one way only": "<p class='{% if x %}' onclick='alert(1){% endif %}'>x</p>",
    "a tag closed on one way only": "<p {% if x %}>{% endif %}",
    "a tag left open": "<p class='a'",
    "a value left open": "<p class='a>{{ x }}",
    "a comment that ends early": "<!--><script>alert(1)</script>-->",
    "a comment that ends otherwise": "<!-- --!><img src=x onerror=alert(1)> -->",
    "a condition of Outlook": "<!--[if mso]><script>alert(1)</script><![endif]-->",
    "a processing instruction": "<?xml-stylesheet href='https://evil.example/x.xsl'?>",
    "character data": "<![CDATA[<script>]]>",
    "another name space": "<html xmlns='http://evil.example'>",
    "a head in a value": "<p data-x='<head>'>",
    "an end of nothing": "</>",
    "a nothing": "a\x00b",
    "a style that loads": "<p style='background: url(https://evil.example/x.png)'>x</p>",
    "a style in entities": "<p style='background: ur&#108;(https://evil.example/x.png)'>x</p>",
    "a style in an escape that a line end ends": "<p style='background: u\\72&#13;l(https://evil.example/x.png)'>x</p>",
    "a style filled in": "<p style='{{ x }}'>x</p>",
    "a style element that imports": "<style>@import 'https://evil.example/x.css';</style>",
    "a style element filled in": "<style>p { color: {{ x }} }</style>",
    "a style element chosen": "<style>{% if x %}p { }{% endif %}</style>",
}


@pytest.mark.parametrize("source", LOADING.values(), ids=LOADING)
def test_what_loads_runs_or_hides_is_found_before_a_page_is_written(source: str) -> None:
    assert found_in(f"<p>a</p>\n{source}") != []


@pytest.mark.parametrize("what", ["a script", "an event", "a link to code in entities", "a link chosen by a value"])
def test_it_is_a_finding_of_documents_and_of_layouts_alike(what: str) -> None:
    source = LOADING[what].replace("{{ x }}", "{{ say.title }}").replace("if x", "if say.title")
    codes = {each.code for each in check_documents({**FILES, PLACE: source}, WORDINGS)}
    assert codes & {"template-markup", "template-forbidden"}
    source = source.replace("say.title", "title")
    with pytest.raises(TemplatesInvalid) as invalid:
        compile_templates({**frame_files(), "_layouts/portal.j2": source})
    assert {each.location.file for each in invalid.value.findings} == {"notifications/_layouts/portal.j2"}


@pytest.mark.parametrize(
    "source",
    [
        "<p>3 &lt; 4 &amp; 5 > 4</p>",
        f"<img src='{PNG}' alt=''>",
        "<img src='cid:logo'>",
        "<a href='https://hr.example/cases/{{ x }}' target=_blank rel=noopener>x</a>",
        "<a href='mailto:hr@example.com?subject={{ x }}'>x</a>",
        "<a href='#top'>x</a>",
        "<p{% if x %} class='warn'{% endif %}>x</p>",
        "<p class='a {% if x %}b{% else %}c{% endif %} {{ x }}'>x</p>",
        '<tr>{% for each in x %}<td data-label="{{ each }}">{{ each }}</td>{% else %}<td></td>{% endfor %}</tr>',
        "<p style='color: red'>x<br/></p><!-- a word -->",
        "<!DOCTYPE html><html lang='{{ x }}' xmlns='http://www.w3.org/1999/xhtml'><head><style>p { top: 0 }</style>",
        "<td width=120 colspan=2 hidden>x</td >",
    ],
)
def test_what_pages_are_made_of_is_no_finding(source: str) -> None:
    assert found_in(source) == []


STYLES = {
    "an import": "@import 'https://evil.example/x.css';",
    "an import in capitals": "@IMPORT url(x);",
    "an import in escapes": r"@\69mport 'x';",
    "an import in an escape that a line end ends": "@\\69\nmport 'x';",
    "an import in an escape that a page end ends": "@\\69\fmport 'x';",
    "an address in two escapes that line ends end": "p { background: u\\72\r\n\\6c\r('https://evil.example/x.png') }",
    "an import in short escapes": r"@im\port 'x';",
    "an address": "p { background: url(https://evil.example/x.png) }",
    "an address in quotes": "p { background: URL( 'https://evil.example/x.png') }",
    "an address in escapes": r"p { background: \000075rl(https://evil.example/x.png) }",
    "an address behind a string like a comment": "p { content: '/*'; background: url(//evil.example); x: '*/' }",
    "an address over two lines": "p { background: url(\n'https://evil.example/x.png') }",
    "a relative address": "p { background: url(x.png) }",
    "a page in data": "p { background: url(data:text/html,x) }",
    "svg in data": "p { background: url(data:image/svg+xml,x) }",
    "a font": "@font-face { font-family: a; src: url(https://evil.example/a.woff) }",
    "an image of a set": "p { background: -webkit-image-set('https://evil.example/x.png' 1x) }",
    "an image": "p { background: image('https://evil.example/x.png') }",
    "an expression": "p { width: expression(alert(1)) }",
    "a behaviour": "p { behavior: url(x.htc) }",
    "a binding": "p { -moz-binding: url(x.xml#a) }",
    "code": "p { background: javascript:alert(1) }",
    "a name space": "@namespace x 'https://evil.example';",
    "the end of its element": "p { } </style><script>",
    "the beginning of a comment of HTML": "<!-- p { }",
}


@pytest.mark.parametrize("style", STYLES.values(), ids=STYLES)
def test_a_style_sheet_that_reaches_elsewhere_is_found_at_its_line(style: str) -> None:
    found = list(style_faults(f"p {{ color: red }}\n{style}\n"))
    assert min(line for _, line in found) == 1


def test_a_style_sheet_that_ends_within_an_escape_is_read_to_its_end() -> None:
    assert list(style_faults("p { color: red }\n@import 'x'; p { content: '\\69")) == [("@import", 1)]


def test_a_style_sheet_that_imports_is_a_finding_of_documents() -> None:
    found = check_documents({**FILES, "_documents/style.css": f"p {{ }}\n{STYLES['an import']}\n"}, WORDINGS)
    assert [(each.code, each.subject, each.location.file, each.location.line) for each in found] == [
        ("template-markup", "@import", "notifications/_documents/style.css", 2)
    ]


@pytest.mark.parametrize(
    "style",
    [
        FILES["_documents/style.css"],
        f"p {{ background: url({PNG}) }}",
        "@font-face { font-family: a; src: url('data:font/woff2;base64,AA==') }",
        "p { content: '\\201C'; fill: url(#a); scroll-behavior: smooth } @media (width < 600px) { p { top: 0 } }",
    ],
)
def test_a_style_sheet_that_stays_within_its_page_is_none(style: str) -> None:
    assert list(style_faults(style)) == []


class Seen(HTMLParser):
    """The elements and attributes of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: set[str] = set()
        self.attributes: set[str] = set()
        self.values: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.values += [value or "" for name, value in attrs if name in {"href", "src"}]


PIECES = st.sampled_from(
    [
        *(
            "<",
            ">",
            "/",
            "'",
            '"',
            "=",
            " ",
            "\n",
            "<p",
            "<a",
            "<img",
            "<script",
            "</p>",
            "</style>",
            "<style>",
            "<!--",
        ),
        *(
            "-->",
            " class",
            " href",
            " src",
            " onclick",
            "https://a.example/",
            "javascript:",
            PNG,
            "x",
            "&lt;",
            "&#106;",
        ),
        *(
            "{{ x }}",
            "{% if x %}",
            "{% else %}",
            "{% endif %}",
            "\t",
            "\u00a0",
            "`",
            "<!doctype html>",
            "p { }",
            "url(",
        ),
    ]
)


@given(
    st.lists(PIECES, max_size=14).map("".join), st.sampled_from(["", "\"' onclick=alert(1) <script>", "javascript:a"])
)
@example("<p{% if x %} class='{{ x }}'{% endif %}>{{ x }}</p>", "' onclick='a")
@example("<a href='https://a.example/{{ x }}'>{{ x }}</a>", "javascript:a")
def test_a_template_without_findings_writes_only_harmless_elements_whatever_is_filled_in(source: str, x: str) -> None:
    try:
        faults = markup_faults(FENCE, source)
    except TemplateSyntaxError:  # found before HTML is looked at
        return
    if faults:
        return
    seen = Seen(run(Prepared(FENCE, source), {"x": x}))
    assert seen.elements <= {"p", "a", "img", "style"}
    assert seen.attributes <= {"class", "href", "src"}
    assert [each for each in seen.values if not each.startswith(("https://a.example/", PNG))] == []


# ---- What is written.

POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">')
REMOTE = re.compile(r"https?:|//|\*|'unsafe-eval'|script-src")
HASHES = re.compile(r"'sha256-[^']+'")
"""What a page allows by its content; two slashes in one name no host."""


def policies_of(page: str) -> list[str]:
    """Return the policies of a page, which stand in its head before anything that they rule."""
    found = POLICY.search(page)
    assert found is not None
    head = page[: found.start()]
    assert Seen(head).elements <= {"html", "head"}
    return POLICY.findall(page)


def allows_its_own_styles(page: str, policy: str) -> bool:
    sheets = re.findall(r"<style[^>]*>(.*?)</style>", page, re.DOTALL)
    digests = {b64encode(sha256(sheet.encode()).digest()).decode() for sheet in sheets}
    return digests == set(re.findall(r"'sha256-([^']+)'", policy))


@pytest.mark.parametrize("name", sorted(DOCUMENTS))
def test_every_document_carries_a_policy_that_lets_nothing_in(name: str) -> None:
    page = open_document(FILES, WORDINGS, name, "zh-CN").html(DOCUMENTS[name].make(file_of()))
    (policy,) = policies_of(page)
    assert policy.startswith("default-src 'none'; ")
    assert REMOTE.search(policy) is None
    assert allows_its_own_styles(page, policy)


FRAMES: Mapping[str, str] = MappingProxyType(
    {
        "no head": "<html lang='zh'><style>{{ style }}</style><body>{{ body }}</body></html>",
        "nothing but the body": "{{ body }}",
        "a head in capitals": "<!DOCTYPE html><HTML><HEAD lang='a'><STYLE>{{ style }}</STYLE></HEAD>{{ body }}</HTML>",
        "a doctype alone": "<!doctype html><p>{{ body }}</p>",
        "a head in the title": "<html><title><head></title><style>{{ style }}</style><p>{{ body }}</p>",
        "a head behind text": "<!doctype html><p>x</p><head><style>{{ style }}</style></head><p>{{ body }}</p>",
        "a head behind a style sheet": "<html><style>p { }</style><head><style>{{ style }}</style></head>{{ body }}",
        "a doctype behind a comment": "<!-- ours --><!doctype html>\n<!-- ours --><html><head>{{ body }}</head>",
        "two style sheets": "<head><style>a { }</style><style>{{ style }}</style></head>{{ body }}",
    }
)


@pytest.mark.parametrize("frame", FRAMES.values(), ids=FRAMES)
def test_a_frame_of_a_companys_own_carries_the_policy_too(frame: str) -> None:
    files = {**FILES, "_documents/frame.j2": frame, "_documents/style.css": "p { }\r\nb { }\n"}
    assert check_documents(files, WORDINGS) == ()
    page = open_document(files, WORDINGS, "task-list", "zh-CN").html(DOCUMENTS["task-list"].make(file_of()))
    (policy,) = policies_of(page)
    assert allows_its_own_styles(page.replace("\r\n", "\n").replace("STYLE", "style"), policy)


def test_an_e_mail_carries_a_policy_and_a_part_of_a_portal_stays_a_part() -> None:
    assert REMOTE.search(policies_of(with_mail_policy(FILES["_layouts/email.j2"]))[0]) is None
    assert with_mail_policy(FILES["_layouts/portal.j2"]) == FILES["_layouts/portal.j2"]


@given(st.text(), st.text(alphabet="ab\r\n"))
def test_a_policy_is_added_to_whatever_page_there_is(text: str, style: str) -> None:
    page = with_content_policy(f"<head><style>{style}</style></head>{text}")
    assert page.startswith('<head>\n<meta http-equiv="Content-Security-Policy"')
    assert page.endswith(f"<style>{style}</style></head>{text}")


def browser(*arguments: str, profile: Path) -> str:
    """Run a browser without a window on a page; returns what it said."""
    found = shutil.which("chromium") or shutil.which("google-chrome")
    if found is None:
        pytest.skip("no browser is installed")
    quiet = ("--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking")
    still = ("--disable-component-update", "--disable-sync", f"--user-data-dir={profile}", "--enable-logging=stderr")
    ended = subprocess.run(
        [found, "--headless", "--no-sandbox", *quiet, *still, *arguments],
        capture_output=True,
        check=True,
        timeout=120,
    )
    return ended.stderr.decode(errors="replace")


def written_pages(tmp_path: Path) -> dict[str, Path]:
    """Return the pages of diff, plan, simulate and two documents, written by the command."""
    own = tmp_path / "own"
    shutil.copytree(ROOT / "rules" / "default", own)
    gates = own / "gates.yaml"
    waits = gates.read_text("utf-8").replace("{case.last_day_reached: true}", "{tasks.unfinished: 0}")
    gates.write_text(re.sub(r"release_by: last_day .*", "release_by: null", waits), "utf-8")
    made = {
        "diff": ("diff", own, ROOT / "rules" / "default", "--lang", "zh", "--format", "html"),
        "plan": (
            *("plan", "--against", ROOT / "rules" / "retail", "--policy", ROOT / "rules" / "default", "--migrate"),
            *("--cases", ROOT / "examples" / "seed" / "retail.jsonl", "--lang", "zh", "--format", "html"),
        ),
        "simulate": ("simulate", "--on", "2026-03-02", "--format", "html"),
        "document": ("render", "task-list", "--sample", "--format", "html"),
        "mail": ("render", "handover-started", "--sample", "--format", "html"),
    }
    pages = {}
    for name, arguments in made.items():
        pages[name] = tmp_path / f"{name}.html"
        pages[name].write_bytes(handover(*arguments).out)
    return pages


def test_pages_show_without_a_violation_and_print_light_and_unfolded_in_dark_mode(tmp_path: Path) -> None:
    for name, page in written_pages(tmp_path).items():
        (policy,) = policies_of(page.read_text("utf-8"))
        assert REMOTE.search(HASHES.sub("", policy)) is None
        said = browser(
            *("--force-dark-mode", "--blink-settings=preferredColorScheme=0", "--no-pdf-header-footer"),
            *(f"--print-to-pdf={tmp_path / name}.pdf", page.as_uri()),
            profile=tmp_path / "profile",
        )
        assert "Content Security Policy" not in said
        drawn = subprocess.run(
            ["pdftoppm", "-r", "20", "-gray", "-f", "1", "-l", "1", str(tmp_path / f"{name}.pdf")],
            capture_output=True,
            check=True,
        ).stdout
        pixels = drawn.split(b"\n255\n", 1)[1]
        assert sum(pixels) / len(pixels) > 200
    text = subprocess.run(
        ["pdftotext", str(tmp_path / "diff.pdf"), "-"], capture_output=True, check=True
    ).stdout.decode()
    assert "离职证明不得以" in text[text.index("已消除的发现") :]
