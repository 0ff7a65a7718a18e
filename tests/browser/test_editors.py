"""The editors' desk in a real browser: one text's whole way, and every page of it."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.conftest import listen
from tests.browser.looks import SETTLED

# One process of the tests runs all of these: they share a site that is made once.
at_one_desk = pytest.mark.xdist_group("editors")
PASSWORD = "only for this journey"
PEOPLE = f"""
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
users = get_user_model().objects
for role in ("Author", "Reviewer", "Publisher"):
    user = users.create_user(role.lower(), password="{PASSWORD}", is_staff=True)
    user.groups.set(Group.objects.filter(name=role))
users.create_superuser("everything", password="{PASSWORD}")
"""
FIND = """
from riskfactors.models import Entry
print(*(Entry.objects.get(kind="passages", key=key).pk for key in ("ebv.mono", "smoking.never")))
"""
TYPO = "says nothing about balme"
WITH_A_TYPO = f"""
from riskfactors.editions import working_copy
from riskfactors.models import Entry
mono = Entry.objects.get(kind="passages", key="ebv.mono")
words = "So it is. " * 60 + "It {TYPO}."
working_copy.save(mono, {{**mono.fields, "unsaid": words}}, who="")
"""
MARKED = """() => (({ value, selectionStart, selectionEnd }) =>
  value.slice(selectionStart, selectionEnd))(document.activeElement)"""
# Axe's own preloading would trip the content policy.
AXE = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "preload": False}
MENDED = "This answer does not say that you will get MS. It says nothing about blame."
FORBIDDEN = "You have a high risk of MS."
NOTE = "Two cards read more calmly."
REMARK = "Calm, and still exact."


@pytest.fixture(scope="module")
def desk(serve):
    site = serve(REQUIRE_REVIEW="1")
    site.shell(PEOPLE)
    return site


@pytest.fixture(scope="module")
def other_process(serve, desk):
    """A second server on the same database."""
    return serve(desk.data, SECRET_KEY="the key of another process, which is not this one's")


class Hands:
    """Somebody who has a keyboard and no mouse, in a browser of their own."""

    def __init__(self, browser, base_url):
        self.context = browser.new_context(base_url=base_url)
        self.page = self.context.new_page()
        self.heard = listen(self.page)

    def sign_in(self, name):
        self.page.goto("/admin/login/?next=/admin/desk/")
        self.type("#id_username", name)
        self.type("#id_password", PASSWORD)
        self.page.keyboard.press("Enter")
        expect(self.page.locator("h1").first).to_be_visible()
        assert self.page.url.endswith("/admin/desk/")
        return self

    def to(self, selector, most=250):
        """Press Tab until this has the focus."""
        self.page.wait_for_selector(selector)
        for _ in range(most):
            if self.page.evaluate("s => document.activeElement.matches(s)", selector):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab never reached {selector}")

    def type(self, selector, words):
        self.to(selector)
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.insert_text(words)

    def press(self, selector):
        """Press what leads to a page, and be there: a key does not wait for what it begins."""
        self.to(selector)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def look(self, path=None):
        """Go somewhere, and see that everybody could read it, light and dark."""
        if path:
            self.page.goto(path)
        for scheme in ("light", "dark"):
            self.page.emulate_media(color_scheme=scheme)
            self.page.evaluate(SETTLED)
            rules = {"runOnly": ["color-contrast"]} if scheme == "dark" else {}
            found = Axe().run(self.page, options=AXE | rules)
            assert found.violations_count == 0, f"{self.page.url}\n{found.generate_report()}"
        self.page.emulate_media(color_scheme="light")


@pytest.fixture
def somebody(browser, desk):
    people = []

    def _somebody(name=None):
        people.append(Hands(browser, desk.address))
        return people[-1].sign_in(name) if name else people[-1]

    yield _somebody
    for one in people:
        assert one.heard == []
        one.context.close()


def digest_of(page, address):
    """Asked past the browser's cache, which may keep a page for a minute."""
    html = page.request.get(f"{address}/about/").text()
    return re.search(r"<code>(\w{12})</code></p>", html)[1]


@at_one_desk
def test_an_editor_changes_a_sentence_and_readers_read_it(serve, page, console):
    site = serve()
    site.shell(PEOPLE + WITH_A_TYPO)
    page.goto(f"{site.address}/admin/")
    page.fill("#id_username", "everything")
    page.fill("#id_password", PASSWORD)
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{site.address}/admin/desk/")

    # Search, open, mend, save, go on, publish.
    page.fill("#q", TYPO)
    page.keyboard.press("Enter")
    page.locator(".texts__name a").click()
    expect(page.locator("#id_unsaid")).to_be_focused()
    assert page.evaluate(MARKED) == TYPO
    page.context.set_offline(True)
    page.keyboard.type("says nothing about blame")
    expect(page.locator("[data-status=other]")).to_be_visible()
    expect(page.locator("[data-status='401']")).to_be_hidden()
    page.context.set_offline(False)
    page.click("input[name=_save]")
    page.locator(".success a", has_text="Publish").click()
    expect(page.locator("ins").first).to_be_visible()
    page.fill("#id_password", PASSWORD)
    page.keyboard.press("Enter")
    page.locator(".success", has_text="Edition 2 is live").get_by_role("link").click()

    expect(page).to_have_url(f"{site.address}/editions/2/")
    expect(page.locator("main")).to_contain_text("It says nothing about blame.")
    assert {line.partition(",")[0] for line in console} == {"htmx:sendError"}


@at_one_desk
def test_a_text_goes_all_the_way_to_readers_and_back(desk, other_process, somebody, page):
    first, second = desk.shell(FIND).split()
    before = digest_of(page, desk.address)

    author = somebody("author")
    author.page.goto(f"/admin/riskfactors/entry/{first}/change/")
    author.type("#id_unsaid", FORBIDDEN)
    expect(author.page.locator("#glance-now .problems")).to_contain_text("high risk")
    author.type("#id_unsaid", MENDED)
    expect(author.page.locator("#glance-now .problems")).to_have_count(0)
    expect(author.page.locator(".glance__draft")).to_contain_text("Your draft is kept")
    author.press("input[name=_save]")
    expect(author.page.locator(".success")).to_be_visible()
    author.page.goto(f"/admin/riskfactors/entry/{second}/change/")
    author.type("#id_unsaid", MENDED)
    author.press("input[name=_save]")
    expect(author.page.locator(".success")).to_be_visible()

    author.look("/admin/preview/")
    author.to("input[name=ebv]")
    author.page.keyboard.press("ArrowDown")
    expect(author.page.locator("[data-card='ebv.mono']")).to_contain_text(MENDED)
    author.page.goto("/admin/desk/effect/")
    expect(author.page.locator(".desk")).to_contain_text("of 600")
    author.look("/admin/desk/send/")
    author.type("#id_note", NOTE)
    author.press("button[type=submit].default")
    expect(author.page.locator("h1").first).to_contain_text("Candidate")
    candidate = author.page.url
    author.press("a[href$='/invite/']")
    author.type("#id_checker", "A careful neurologist")
    author.press(".desk form button[type=submit]")
    link = author.page.locator("input[readonly]").first
    expect(link).to_be_visible()
    address = link.input_value()
    author.look()

    checker = somebody()
    checker.look(re.sub(r"^https?://[^/]+", "", address))
    changed = checker.page.locator("article", has_text=MENDED).first
    anchor = changed.get_attribute("id")
    checker.type(f"[id='words-{anchor}']", REMARK)
    checker.press(f"[id='{anchor}'] button[value=remark]")
    expect(checker.page.locator(f"[id='{anchor}'] .told")).to_be_visible()
    assert {cookie["path"] for cookie in checker.context.cookies()} <= {"/admin/"}
    author.page.goto("/admin/desk/remarks/")
    expect(author.page.locator(".desk")).to_contain_text(REMARK)
    author.press("button[value=resolve]")
    expect(author.page.locator("summary")).to_contain_text("1 resolved")

    reviewer = somebody("reviewer")
    reviewer.page.goto(candidate)
    reviewer.press("form[action$='/approve/'] button")
    expect(reviewer.page.locator(".state")).to_contain_text("Approved")

    publisher = somebody("publisher")
    publisher.page.goto("/admin/desk/publish/")
    publisher.type("#id_password", PASSWORD)
    publisher.press("button[type=submit].default")
    expect(publisher.page.locator(".success")).to_contain_text("Edition 2 is live")

    expect_soon(page, other_process.address, lambda digest: digest != before)
    page.goto(other_process.address)
    page.check("input[value=mono]")
    expect(page.locator("[data-card='ebv.mono']")).to_contain_text(MENDED)
    page.goto(f"{desk.address}/changes/")
    expect(page.locator("main")).to_contain_text(NOTE)
    page.goto(f"{desk.address}/editions/1/")
    expect(page.locator("main")).not_to_contain_text(MENDED)

    publisher.press("a[href$='/1/roll-back/']")
    publisher.look()
    publisher.type("#id_note", "The old words were better.")
    publisher.type("#id_password", PASSWORD)
    publisher.press("button[type=submit].default")
    expect(publisher.page.locator(".success")).to_contain_text("live again")
    for address in (desk.address, other_process.address):
        expect_soon(page, address, lambda digest: digest == before)
    for word in (PASSWORD, "neurologist", REMARK, address.rstrip("/").rpartition("/")[2]):
        assert word not in desk.logged()


def expect_soon(page, address, good):
    """Workers follow the live edition within two seconds."""
    for _ in range(30):
        if good(digest_of(page, address)):
            return
        page.wait_for_timeout(200)
    raise AssertionError(f"{address} still shows another edition")


@at_one_desk
def test_an_author_is_invited_from_a_phone(desk, somebody):
    small = {"width": 390, "height": 844}
    inviting, invited = somebody("everything"), somebody()
    for one in (inviting, invited):
        one.page.set_viewport_size(small)
    inviting.look("/admin/desk/people/")
    inviting.to(".invite summary")
    inviting.page.keyboard.press("Enter")
    inviting.type("#id_username", "newcomer")
    inviting.to("#id_roles_0")
    inviting.page.keyboard.press("Space")
    inviting.press(".invite button")
    inviting.page.wait_for_selector("#link")
    inviting.look()
    invited.look(inviting.page.input_value("#link"))
    for field in ("#id_new_password1", "#id_new_password2"):
        invited.type(field, "plum trees walk home")
    invited.page.keyboard.press("Enter")
    invited.page.wait_for_url("**/admin/desk/")

    invited.page.goto("/admin/desk/")

    expect(invited.page.locator("h1").first).to_have_text("Desk")
    assert "/admin/password/" not in desk.logged().replace("/admin/password/<", "")


PAGES = (
    "/admin/riskfactors/entry/",
    "/admin/desk/versions/passages/ebv.mono/",
    "/admin/riskfactors/auditline/",
    "/admin/riskfactors/entry/1/change/",
    "/admin/riskfactors/entry/1/history/",
    "/admin/desk/people/",
    "/admin/desk/",
    "/admin/desk/effect/",
    "/admin/desk/compare/1/working/",
    "/admin/desk/editions/",
    "/admin/desk/publish/",
    "/admin/desk/remarks/",
    "/admin/preview/learn/",
)


@at_one_desk
def test_every_page_of_the_desk_can_be_read_by_everybody(somebody):
    nobody = somebody()
    nobody.look("/admin/login/")
    everything = somebody("everything")
    for path in PAGES:
        everything.look(path)
