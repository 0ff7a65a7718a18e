"""Three people at once: a text is sent, talked over, sent anew, approved and published."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.test_editors import FIND, NOTE, PASSWORD, PEOPLE, Hands

pytestmark = pytest.mark.slow
REASON = "Say also that nobody is to blame."
FIRST = "This answer does not say that you will get MS."
SECOND = f"{FIRST} Nobody is to blame for it."
# Every click, and every key that presses something.
COUNT = """
addEventListener("click", (event) => {
  if (event.target.closest("a, button, input[type=submit], summary")) window.clicked();
}, true);
"""


class Clicks(Hands):
    """Counts what somebody presses."""

    def __init__(self, browser, base_url):
        super().__init__(browser, base_url)
        self.clicks = 0
        self.context.expose_function("clicked", self._clicked)
        self.context.add_init_script(COUNT)

    def _clicked(self):
        self.clicks += 1

    def narrow(self, width):
        """The same page on a small screen: everybody can read it, and nothing is cut off."""
        self.page.set_viewport_size({"width": width, "height": 800})
        self.look()
        assert self.page.evaluate("document.documentElement.scrollWidth") <= width
        self.page.set_viewport_size({"width": 1280, "height": 720})


@pytest.fixture
def desk(serve):
    site = serve(REQUIRE_REVIEW="1")
    site.shell(PEOPLE)
    return site


@pytest.fixture
def three(browser, desk):
    people = [
        Clicks(browser, desk.address).sign_in(name) for name in ("author", "reviewer", "publisher")
    ]
    for one in people:
        one.clicks = 0
    yield people
    for one in people:
        assert one.heard == []
        one.context.close()


def save(author, entry, words):
    author.page.goto(f"/admin/riskfactors/entry/{entry}/change/")
    author.type("#id_unsaid", words)
    author.press("input[name=_save]")
    expect(author.page.locator(".success")).to_be_visible()


def send(author):
    author.page.goto("/admin/desk/")
    author.press("a.button[href$='/send/']")
    author.type("#id_note", NOTE)
    author.press("button[type=submit].default")
    expect(author.page.locator("h1").first).to_contain_text("Candidate")


def to_candidate(somebody):
    somebody.page.goto("/admin/desk/")
    somebody.press("a.button[href*='/candidate/']")
    expect(somebody.page.locator(".state").first).to_be_visible()


def test_changes_are_asked_for_made_approved_and_published(desk, three):
    author, reviewer, publisher = three
    entry, _ = desk.shell(FIND).split()
    save(author, entry, FIRST)
    send(author)

    to_candidate(reviewer)
    reviewer.narrow(390)
    reviewer.narrow(320)
    reviewer.type("#ask", REASON)
    reviewer.page.reload()
    expect(reviewer.page.locator("#ask")).to_have_value(REASON)
    reviewer.press("form[action$='/ask/'] button")
    expect(reviewer.page.locator(".state").first).to_contain_text("Changes asked for")
    expect(reviewer.page.locator("#ask")).to_have_value("")
    asked = reviewer.clicks

    author.page.goto("/admin/desk/")
    expect(author.page.locator(".state", has_text=REASON)).to_contain_text("by reviewer")
    save(author, entry, SECOND)
    author.page.goto("/admin/desk/")
    author.press(".state a[href*='#remark-']")
    author.type("textarea[data-keep^=answer-]", "Done: see the new sentence.")
    author.press(".say__form button[type=submit]:not([name])")
    expect(author.page.locator(".reply")).to_contain_text("Done")
    author.narrow(320)
    send(author)

    to_candidate(reviewer)
    expect(reviewer.page.locator(".reply")).to_contain_text("Done")
    expect(reviewer.page.locator("ins").first).to_be_visible()
    reviewer.press("form[action$='/approve/'] button")
    expect(reviewer.page.locator(".state").first).to_contain_text("Approved")
    reviewer.look()

    publisher.page.goto("/admin/desk/")
    publisher.press("a.button[href$='/publish/']")
    expect(publisher.page.locator("ins").first).to_be_visible()
    publisher.narrow(390)
    publisher.type("#id_password", PASSWORD)
    publisher.press("button[type=submit].default")
    expect(publisher.page.locator(".success")).to_contain_text("Edition 2 is live")

    assert asked == 2
    assert [one.clicks for one in three] == [8, 4, 2]
