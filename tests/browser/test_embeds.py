"""Our pages inside a course page of another origin, third-party cookies blocked."""

from __future__ import annotations

import re
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import expect

from tests.browser.looks import LOOKS, examine

HOST = """<!doctype html><html lang="en"><head><title>A course</title></head><body>
<h1>A course</h1>{}<script>
window.told = [];
addEventListener("message", (event) => window.told.push(JSON.stringify(event.data)));
</script></body></html>"""


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args):
        """A test says enough."""


@pytest.fixture
def course(tmp_path):
    """Serves a course page on another origin; gives a way to write it."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path)))
    threading.Thread(target=server.serve_forever, daemon=True).start()

    def write(body):
        (tmp_path / "course.html").write_text(HOST.format(body), "utf-8")
        return f"http://localhost:{server.server_port}/course.html"

    yield write
    server.shutdown()
    server.server_close()


def snippet(page, query=""):
    page.goto(f"/embedding/{query}")
    return page.locator("#snippet").input_value()


def told(page):
    page.wait_for_timeout(300)
    return page.evaluate("window.told")


@pytest.mark.journey
@pytest.mark.parametrize("query", ["?case=used-to-smoke", "?a=never-tested&b=lives-with-ms"])
def test_a_case_tells_the_course_page_a_height_and_nothing_else(browser, base_url, course, query):
    page = browser.new_page(base_url=base_url)
    page.goto(course(snippet(page, query)))
    frame = page.frame_locator("iframe")
    expect(frame.locator("[data-card], .group").first).to_be_visible()

    heard = told(page)

    assert heard
    heights = [re.fullmatch(r'\{"height":(\d+)\}', one) for one in heard]
    assert all(found and int(found[1]) > 500 for found in heights)
    page.close()


FRAMED = {
    "/embed/questions/": False,
    "/embed/cases/an-aunt/": True,
    "/embed/toys/interplay/": True,
    "/embed/toys/x/": False,
}


@pytest.mark.parametrize("sandbox", ["", "allow-forms allow-popups", "allow-scripts"])
def test_a_frame_of_no_origin_is_dressed_and_tells_its_height(browser, base_url, course, sandbox):
    page = browser.new_page(base_url=base_url)
    for path, has_script in FRAMED.items():
        frame = f'<iframe sandbox="{sandbox}" src="{base_url}{path}" title="x"></iframe>'
        # Another address each time: within a second the course page would be taken for the same.
        page.goto(f"{course(frame)}?{path}")
        inside = page.frames[1]
        inside.wait_for_selector("h1", state="attached")

        body = inside.locator("body")
        assert body.evaluate("body => getComputedStyle(body).margin") == "0px", path
        if has_script and sandbox == "allow-scripts":
            page.wait_for_function("window.told.length")
    page.close()


def test_a_link_in_a_frame_opens_beside_it(browser, base_url, course):
    context = browser.new_context(base_url=base_url)
    page = context.new_page()
    page.goto(course(snippet(page, "?case=used-to-smoke")))
    with context.expect_page() as opened:
        page.frame_locator("iframe").get_by_role("link", name="Open the whole page").click()

    expect(opened.value.locator("h1")).to_be_visible()
    assert opened.value.url.endswith("/cases/used-to-smoke/")
    context.close()


@pytest.mark.parametrize(
    "path", ["/", "/cases/never-tested/", "/compare/", "/teach/", "/admin/login/", "/embedding/"]
)
def test_every_other_page_refuses_the_frame(browser, base_url, course, path):
    page = browser.new_page(base_url=base_url)
    heard = []
    page.on("console", lambda message: heard.append(message.text))
    page.goto(course(f'<iframe src="{base_url}{path}" title="x"></iframe>'))
    page.wait_for_timeout(500)

    assert any("frame-ancestors" in words or "X-Frame-Options" in words for words in heard)
    assert page.frame_locator("iframe").locator("main").count() == 0
    page.close()


@pytest.mark.parametrize("look", ["light", "dark", "phone"])
@pytest.mark.parametrize(
    "path",
    [
        "/embed/questions/",
        "/embed/cases/used-to-smoke/",
        "/embed/compare/?a=never-tested&b=lives-with-ms",
        "/embedding/",
    ],
)
def test_a_page_for_frames_can_be_read_by_everybody(browser, base_url, path, look):
    context = browser.new_context(base_url=base_url, **LOOKS[look])
    page = context.new_page()
    page.goto(path)

    examine(page)
    context.close()


def test_the_snippet_is_copied_by_a_button(browser, base_url):
    context = browser.new_context(base_url=base_url)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    words = snippet(page, "?case=used-to-smoke")
    page.get_by_role("button", name="Copy the snippet").click()

    assert page.evaluate("navigator.clipboard.readText()") == words
    context.close()
