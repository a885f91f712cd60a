"""Whatever stands in an author's texts, it is text: no script of it runs, on no page."""

import json
from collections.abc import Callable, Iterator

import pytest

from tests.browser.windows import Window, serving
from tests.scenarios import pack_files

RUN = "document.title='RUN'"
CORPUS = (
    f"<script>{RUN}</script>",
    f"<img src=x onerror={RUN}>",
    f"<svg onload={RUN}>",
    f"<svg><script>{RUN}</script></svg>",
    f"<iframe srcdoc='<script>parent.{RUN}</script>'></iframe>",
    f"<body onload={RUN}><details open ontoggle={RUN}>",
    f'"><script>{RUN}</script>',
    f"' onmouseover='{RUN}' autofocus onfocus='{RUN}' x='",
    f"[click](javascript:{RUN})",
    f"[click](JaVaScRiPt:{RUN})",
    f"[click](&#106;avascript:{RUN})",
    f"[click](data:text/html,<script>{RUN}</script>)",
    f"[click](vbscript:{RUN})",
    f"<javascript:{RUN}>",
    f'![x](x "onerror={RUN}")',
    f"[x]: javascript:{RUN}\n\n[x]",
    f"`<script>{RUN}</script>`",
    f"```\n</code></pre><script>{RUN}</script>\n```",
    f"{{{{ ''.__class__ }}}}{{% raw %}}<script>{RUN}</script>",
    f"<!--><script>{RUN}</script>-->",
    f"<math><mtext></mtext><mglyph><style></style><img src onerror={RUN}>",
    f"<a href='javascript:{RUN}'>x</a>",
    f"<form action=javascript:{RUN}><button>x",
    f"<base href='https://evil.example/'><meta http-equiv=refresh content='0;url=javascript:{RUN}'>",
    f"<x hx-get='/' hx-trigger='load' hx-on:load='{RUN}'>",
    f"</textarea></title></style><script>{RUN}</script>",
    f"\u202e<script>{RUN}</script>\u2066",
)


@pytest.fixture(scope="module")
def server_of_corpus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    pack = tmp_path_factory.mktemp("pack")
    all_of_it = json.dumps("\n\n".join(CORPUS))
    line = json.dumps(" ".join(CORPUS).replace("\n", " ")[:290])
    pack_files.write(pack / "01-bad" / "chapter.yaml", f"title: {line}\nsummary: {all_of_it}\n")
    pack_files.write(
        pack / "01-bad" / "bad.yaml",
        f"scenario: bad\ntitle: {line}\nworld: foo\nquestion: {line}\nstory: {all_of_it}\ntags: [{line}]\n"
        "steps:\n"
        f"  - id: forge\n    title: {line}\n"
        f"    mint: {{claims: {{aud: {line}, sub: {line}, x: {all_of_it}}}, save: forged}}\n"
        f"  - id: look\n    title: {line}\n    explain: {all_of_it}\n"
        f"    inspect: {{token: forged, highlight: [{line}, x]}}\n"
        f"  - id: call\n    title: {line}\n    call: {{api: baz, request: GET /reports, token: forged}}\n"
        f"    explain: {all_of_it}\n"
        f"    predict: {{ask: {line}, options: [{{says: {line}, because: {all_of_it}, correct: true}},"
        f" {{says: {line}, because: {all_of_it}}}]}}\n"
        f"    what_if: [{{title: {line}, verify: {{audience: 'off'}}, explain: {all_of_it}}}]\n"
        f"takeaway: {all_of_it}\nreading: [{line}]\npresenter_notes: {all_of_it}\n",
    )
    pack_files.write(
        pack / "playlists" / "way.yaml", f"playlist: way\ntitle: {line}\nsummary: {all_of_it}\nscenarios: [bad]\n"
    )
    yield from serving("--scenarios", str(pack))


PAGES = (
    "/",
    "/scenarios/bad",
    "/scenarios/bad/forge",
    "/scenarios/bad/look",
    "/scenarios/bad/call/predict",
    "/scenarios/bad/call?said=2",
    "/scenarios/bad/call?beside=doors",
    "/scenarios/bad/call/what-if/1",
    "/scenarios/bad/takeaway",
    "/paths/way",
    "/reading",
    "/progress",
    "/search?q=script",
    "/search?q=%3Cscript%3Edocument.title%3D%27RUN%27%3C%2Fscript%3E",
    "/author?begin=like/bad&stop=call",
    "/author?begin=like/bad&stop=takeaway",
)


@pytest.mark.parametrize("path", PAGES)
def test_no_script_in_a_text_runs(open_window: Callable[..., Window], server_of_corpus: str, path: str) -> None:
    window = open_window()
    window.server = server_of_corpus
    page = window.open(path).page
    page.wait_for_load_state("networkidle")
    protocols = page.locator("main a").evaluate_all("links => links.map((link) => link.protocol)")
    assert set(protocols) <= {"http:", "https:"}
    assert page.locator("main :is(script, iframe, object, embed, base, meta, math, img)").count() == 0
    assert page.locator("main [onerror], main [onload], main [hx-on\\:load], main [autofocus]").count() == 0
    assert page.title() != "RUN"
