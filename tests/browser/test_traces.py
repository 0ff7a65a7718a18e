"""After a journey nothing of it is left, here or there."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

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
    page.wait_for_selector(".problems")
    page.fill("#vitamin_d_value", "47.31")
    page.keyboard.press("Tab")
    page.check("input[value=identical_twin]")
    page.wait_for_selector("[data-card='family_history.identical_twin']")
    page.click("text=Read the explanation")
    expect(page.locator("#explanation-heading")).to_be_focused()
    page.goto("about:blank")
    page.go_back()
    page.wait_for_selector(".empty")
    page.reload()
    return page, asked


@pytest.mark.journey
def test_no_cookie_no_storage_no_address_no_log_line(journey, context, site):
    page, asked = journey

    assert context.cookies() == []
    assert page.evaluate("localStorage.length") == 0
    stored = page.evaluate("Object.entries(sessionStorage)")
    assert [entry for entry in stored if entry != ["htmx-current-path-for-history", "/"]] == []
    assert page.evaluate("indexedDB.databases().then(found => found.length)") == 0
    assert page.evaluate("caches.keys().then(found => found.length)") == 0
    for request in asked:
        written = f"{request.url} {request.headers}"
        assert not any(word in written for word in WORDS), written
    assert "POST / 200" in site.logged()
    assert not any(word in site.logged() for word in WORDS)


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
