"""The three journeys, of a visitor, an educator and an editor, in the Firefox that Debian has."""

from __future__ import annotations

import os
import shutil

import pytest
from playwright.sync_api import expect

from tests.browser.test_editors import FIND, FORBIDDEN, MENDED, NOTE, PASSWORD, PEOPLE, Hands
from tests.browser.test_journey import cards, choose

FIREFOX = os.environ.get("FIREFOX") or shutil.which("firefox-esr")
pytestmark = [
    pytest.mark.skipif(not FIREFOX, reason="no Firefox"),
    pytest.mark.xdist_group("firefox"),
]
# Whatever Firefox asks of the world goes to a proxy that is not there.
SILENT = {
    "services.settings.server": "data:,",
    "network.proxy.type": 1,
    "network.proxy.socks": "127.0.0.1",
    "network.proxy.socks_port": 9,
}
STORED = "[localStorage.length, sessionStorage.length, document.cookie]"


@pytest.fixture(scope="module")
def firefox(playwright, tmp_path_factory):
    home = str(tmp_path_factory.mktemp("home"))
    browser = playwright.firefox.launch(
        channel="moz-firefox",
        executable_path=FIREFOX,
        # Without the last, a released Firefox keeps the settings server it was built with.
        env={**os.environ, "HOME": home, "MOZ_REMOTE_SETTINGS_DEVTOOLS": "1"},
        firefox_user_prefs=SILENT,
    )
    yield browser
    browser.close()


@pytest.fixture(scope="module")
def desk(serve):
    """The address of a site, and of the form of a text on it."""
    site = serve()
    first, _ = site.shell(PEOPLE + FIND).split()
    return site.address, f"/admin/riskfactors/entry/{first}/change/"


@pytest.fixture
def somebody(firefox, desk):
    hands = Hands(firefox, desk[0])
    yield hands
    assert hands.heard == []
    hands.context.close()


def test_a_visitor_answers_reads_and_leaves_nothing(somebody, desk):
    page = somebody.page
    page.goto("/")
    page.evaluate("window.mine = true")
    choose(page, "mono", "current", "first_degree")
    page.check("input[value=measured]")
    page.check("input[value='nmol/L']")
    page.locator("#vitamin_d_value").press_sequentially("47.31")
    page.keyboard.press("Tab")
    expect(page.locator("[data-card='vitamin_d.below_50']")).to_be_visible()
    page.locator("#ebv-place .more > summary").click()
    expect(page.locator("#ebv-place .more")).to_have_attribute("open", "")
    assert page.evaluate("window.mine")
    assert page.url == f"{desk[0]}/"
    assert "47.31" not in page.locator("body").inner_text()

    page.reload()
    expect_nothing(page)
    choose(page, "mono")
    page.get_by_role("link", name="Teach").click()
    page.wait_for_url("**/teach/")
    page.go_back()
    expect_nothing(page)

    assert page.evaluate(STORED) == [0, 0, ""]
    assert somebody.context.cookies() == []


def expect_nothing(page):
    """The questions, as nobody has answered them."""
    expect(page.locator("#vitamin_d_value")).to_have_value("")
    expect(page.locator("input:checked, [data-card]")).to_have_count(0)


def test_an_educator_plays_a_lesson_tries_to_multiply_and_makes_a_person(somebody):
    page = somebody.page
    page.goto("/teach/")
    page.locator("a[href='/teach/twenty/?projector=1']").click()
    for number in range(1, 7):
        expect(page.locator("[data-at]")).to_have_text(f"{number} / 10")
        page.keyboard.press("PageDown")
    answer = page.locator("[data-slide='7'] .guess")
    expect(answer).not_to_have_attribute("open", "")
    page.keyboard.press("PageDown")
    expect(answer).to_have_attribute("open", "")
    page.keyboard.press("Escape")
    page.wait_for_url("**/teach/twenty/")

    page.goto("/why-not-multiply/")
    somebody.press("#pick-ebv")
    expect(page.locator("#tab-without")).to_have_attribute("aria-current", "true")
    somebody.press("#pick-vitamin_d")
    expect(page.locator(".sum s")).to_be_visible()
    page.wait_for_url("**?pick=ebv.vitamin_d")

    page.goto("/cases/compose/")
    somebody.to("#choose-smoking")
    page.keyboard.type("I used")
    somebody.press(".choose button")
    page.wait_for_url("**/cases/1.-.-.past.-/")
    assert cards(page) == ["smoking.past"]
    assert page.evaluate(STORED) == [0, 0, ""]


def test_an_editor_finds_words_and_mends_them_and_readers_read_it(somebody, desk):
    page, form = somebody.page, desk[1]
    page.goto("/admin/login/?next=/admin/riskfactors/entry/%3Fq=glandular%2Bfever")
    page.fill("#id_username", "everything")
    page.fill("#id_password", PASSWORD)
    page.keyboard.press("Enter")
    page.locator(f"a[href^='{form}?']").first.click()
    page.locator("#id_unsaid").press_sequentially(FORBIDDEN)
    expect(page.locator("#glance-now .problems")).to_contain_text("high risk")
    page.fill("#id_unsaid", MENDED)
    expect(page.locator("#glance-now .problems")).to_have_count(0)
    expect(page.locator(".glance__draft")).to_contain_text("Your draft is kept")
    page.goto(form)
    expect(page.locator("#id_unsaid")).to_have_value(MENDED)
    page.click("input[name=_save]")
    expect(page.locator(".success")).to_be_visible()

    reads_mended(page, "/admin/preview/")
    page.goto("/admin/desk/publish/")
    page.fill("#id_note", NOTE)
    page.fill("#id_password", PASSWORD)
    page.click("button[type=submit].default")
    expect(page.locator(".success")).to_contain_text("is live")

    reads_mended(page, "/")


def reads_mended(page, path):
    page.goto(path)
    choose(page, "mono")
    expect(page.locator("[data-card='ebv.mono']")).to_contain_text(MENDED)
