"""After a journey nothing of it is left, here or there."""

from __future__ import annotations

import contextlib
import re
import zlib

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import listen

# What only an explanation of these answers, or a filled-in form, holds.
GIVEN = ("47.31", 'data-card="ebv.mono"', 'data-card="vitamin_d.below_50"')
WORDS = ("mono", "below_50", "identical_twin", "measured", "47.31", "4731")


@pytest.fixture
def journey(context, site, base_url):
    """A visitor's whole way: answers, a mistake, Back, forward, reload."""
    asked = []
    context.on("request", lambda request: asked.append(request))
    page = context.new_page()
    page.goto("/")
    page.check("input[value=mono]")
    page.wait_for_selector("[data-card='ebv.mono']")
    page.check("input[value=measured]")
    page.check("input[value='nmol/L']")
    page.fill("#vitamin_d_value", "4731")
    page.keyboard.press("Tab")
    page.wait_for_selector(".message__error")
    page.fill("#vitamin_d_value", "47.31")
    page.keyboard.press("Tab")
    page.check("input[value=identical_twin]")
    page.wait_for_selector("[data-card='family_history.identical_twin']")
    page.goto("about:blank")
    page.go_back()
    expect(page.locator("[data-card]")).to_have_count(0)
    page.reload()
    return page, asked


@pytest.mark.journey
def test_no_cookie_no_storage_no_address_no_log_line(journey, context, site):
    page, asked = journey

    assert context.cookies() == []
    assert page.evaluate("localStorage.length") == 0
    assert page.evaluate("sessionStorage.length") == 0
    assert page.evaluate("indexedDB.databases().then(found => found.length)") == 0
    assert page.evaluate("caches.keys().then(found => found.length)") == 0
    for request in asked:
        written = f"{request.url} {request.headers}"
        assert not any(word in written for word in WORDS), written
    assert "POST / 200" in site.logged()
    assert not any(word in site.logged() for word in WORDS)


def holding(folder):
    """Every file of a browser's folder that holds a word of the answers, packed or not.

    Its notes for opening closed tabs again are not ours to prevent; /privacy/ tells of them.
    """
    words = [word.encode(coding) for word in GIVEN for coding in ("utf-8", "utf-16-le")]
    for path in folder.rglob("*"):
        if path.is_file() and path.parent.name != "Sessions":
            content = unpacked(path.read_bytes())
            if any(word in content for word in words):
                yield path.relative_to(folder).as_posix()


def unpacked(content):
    """The bytes, and those of each gzip stream in them."""
    pieces = [content]
    for found in re.finditer(rb"\x1f\x8b\x08", content):
        with contextlib.suppress(zlib.error):
            pieces.append(
                zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(content[found.start() :])
            )
    return b"".join(pieces)


@pytest.mark.journey
@pytest.mark.parametrize("js", [True, False], ids=["js", "no-js"])
def test_a_closed_browsers_folder_holds_no_answer(
    browser_type, browser_type_launch_args, base_url, tmp_path, js
):
    context = browser_type.launch_persistent_context(
        tmp_path, **browser_type_launch_args, base_url=base_url, java_script_enabled=js
    )
    page = context.new_page()
    page.goto("/")
    page.check("input[value=mono]")
    page.check("input[value=measured]")
    page.fill("#vitamin_d_value", "47.31")
    page.check("input[value='nmol/L']")
    if not js:
        page.click("[data-factor=vitamin_d] .go button")
    page.wait_for_selector("[data-card='vitamin_d.below_50']")
    page.goto("/learn/")
    page.goto("/about/")
    context.close()

    assert list(holding(tmp_path)) == []


# What makes htmx ask there, if anything does.
CHANGED = {
    "/?utm=x": "input[value=mono]",
    "/cases/used-to-smoke/": ".choose option:last-child",
    "/compare/?a=never-tested&b=1.mono": None,
    "/why-not-multiply/": ".pick",
    "/interplay/": ".stage__pairs a",
    "/teach/": None,
    "/teach/twenty/?projector=1": None,
    "/cases/1.mono.-.-.-/?projector=1": None,
    "/claims/": None,
    "/learn/": None,
    "/embed/toys/interplay/": None,
    "/embed/cases/used-to-smoke/": None,
}
CHANGE = """one => {
  one.click();
  one.selected = true;
  one.dispatchEvent(new Event("change", { bubbles: true }));
}"""
STORED = """() => [Object.entries(sessionStorage), Object.entries(localStorage), document.cookie]"""


def test_no_page_leaves_anything_in_the_browsers_storage(page):
    page.goto("/glossary/")
    for path, changed in CHANGED.items():
        page.goto(path)
        if changed:
            with page.expect_response(lambda got: "hx-request" in got.request.headers):
                page.eval_on_selector(changed, CHANGE)
        page.wait_for_timeout(100)
        assert page.evaluate(STORED) == [[], [], ""], path
        page.go_back()
        assert page.evaluate(STORED) == [[], [], ""], f"back from {path}"


def test_where_nothing_may_be_stored_the_form_works(page):
    """As with all site data blocked: to look at the storage throws."""
    page.add_init_script("""for (const name of ["sessionStorage", "localStorage"]) {
      const get = () => { throw new DOMException("no", "SecurityError"); };
      Object.defineProperty(window, name, { get });
    }""")
    heard = listen(page)
    page.goto("/")
    page.check("input[value=mono]")
    expect(page.locator("[data-card='ebv.mono']")).to_be_visible()
    page.goto("/cases/used-to-smoke/?projector=1")
    page.keyboard.press("ArrowRight")
    expect(page.locator("[data-at]")).to_have_text(re.compile("^2 /"))
    assert heard == []


def test_no_other_host_is_asked(journey, base_url):
    _, asked = journey

    others = {request.url for request in asked if not request.url.startswith(base_url)}
    assert {url for url in others if url != "about:blank"} == set()


def test_with_the_database_file_gone_it_still_explains(serve, page):
    site = serve()
    for file in site.data.glob("mscalc.sqlite3*"):
        file.unlink()

    page.goto(site.address)
    page.check("input[value=mono]")

    expect(page.locator("[data-card='ebv.mono']")).to_be_visible()
