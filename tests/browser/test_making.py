"""An author makes a source and takes it back, with a keyboard and a telephone."""

from __future__ import annotations

import re
from urllib.parse import urlparse

import pytest
from playwright.sync_api import expect

from tests.browser.test_editors import PEOPLE, Hands

TOO_SMALL = """() => [...document.querySelectorAll(".desk a, .desk button, .desk input")]
  .map(one => [one.textContent, one.getBoundingClientRect()])
  .filter(([_, box]) => box.height && (box.height < 24 || box.width < 24))
  .map(([words]) => words)"""
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def author(browser, serve):
    site = serve()
    site.shell(PEOPLE)
    hands = Hands(browser, site.address)
    hands.page.set_viewport_size({"width": 390, "height": 844})
    yield hands.sign_in("author")
    assert hands.heard == []
    hands.context.close()


def fits(hands):
    for width in (320, 390):
        hands.page.set_viewport_size({"width": width, "height": 844})
        assert hands.page.evaluate(TOO_WIDE) <= 0
    assert hands.page.evaluate(TOO_SMALL) == []
    hands.look()


def test_an_author_adds_a_source_and_withdraws_it_by_keyboard(author):
    page = author.page
    author.press("a[href='/admin/riskfactors/entry/']:is(.desk a)")
    fits(author)
    author.press("a[href='?on=sources']")
    fits(author)
    author.press("a[href$='?kind=sources']")
    fits(author)
    author.type("#id_short", "Ours 2026")
    author.type("#id_reference", "Ours and others, 2026.")
    author.type("#id_address", "https://doi.org/10.1/ours")
    author.press("button.default")
    expect(page.locator(".success")).to_contain_text("Source: Ours 2026")
    form = re.compile(r"/entry/(\d+)/change/")
    expect(page).to_have_url(form)
    made = page.url

    page.goto("/admin/riskfactors/entry/?q=ours+AND+others")
    fits(author)
    author.press(".texts__name a")
    expect(page).to_have_url(form)
    page.goto("/admin/riskfactors/entry/?on=sources")
    author.to(f"a[href='{urlparse(page.url).path}{form.search(made)[1]}/delete/']", most=400)
    page.keyboard.press("Enter")
    expect(page.locator(".desk")).to_contain_text("No other text rests on it.")
    fits(author)
    author.press("button.default")
    expect(page.locator(".success")).to_contain_text("is withdrawn")
    page.goto("/admin/riskfactors/entry/?on=withdrawn")
    fits(author)
    expect(page.locator(".texts")).to_contain_text("Ours 2026")
