"""What people's browsers do to a page: the three journeys go on under each of their habits."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import listen
from tests.browser.looks import CLIPPED, TOO_WIDE, go
from tests.browser.test_editors import FIND, MENDED, PASSWORD, PEOPLE

# One process of the tests runs all of it: they share a site that is made once.
pytestmark = pytest.mark.xdist_group("habits")
# As a browser's translation does: each text in two elements more, also in what comes later.
TRANSLATED = """() => {
  const put = (text) => {
    const skipped = "script, style, textarea, option, title, font, svg";
    if (!text.data.trim() || text.parentElement.closest(skipped)) return;
    const [outer, inner] = [0, 0].map(() => document.createElement("font"));
    text.replaceWith(outer);
    outer.append(inner);
    inner.append(text);
  };
  const all = (root) => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const texts = [];
    while (walker.nextNode()) texts.push(walker.currentNode);
    texts.forEach(put);
  };
  addEventListener("DOMContentLoaded", () => {
    document.documentElement.lang = "ar";
    document.documentElement.dir = "rtl";
    document.documentElement.classList.add("translated-rtl");
    all(document.body);
    new MutationObserver((changes) => changes.forEach((one) => all(one.target)))
      .observe(document.body, { childList: true, subtree: true });
  });
}"""
DRESSED = """(css) => addEventListener("DOMContentLoaded", () => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  document.adoptedStyleSheets.push(sheet);
})"""
DARKENED = """
* { background-color: #111 !important; color: #eee !important; border-color: #444 !important; }
html { filter: invert(1) hue-rotate(180deg); }"""
LARGE = "html { font-size: 200% !important; }"
HABITS = {
    "translated": (TRANSLATED, None),
    "darkened": (DRESSED, DARKENED),
    "large": (DRESSED, LARGE),
    "forced": None,
    "no-js": None,
}
OPTIONS = {"forced": {"forced_colors": "active"}, "no-js": {"java_script_enabled": False}}


@pytest.fixture(scope="module")
def desk(serve):
    site = serve()
    first, _ = site.shell(PEOPLE + FIND).split()
    return site.address, f"/admin/riskfactors/entry/{first}/change/"


@pytest.fixture(params=HABITS)
def person(request, browser, desk):
    """Somebody with a habit, who reads without anything cut off."""
    context = browser.new_context(base_url=desk[0], **OPTIONS.get(request.param, {}))
    if HABITS[request.param]:
        script, given = HABITS[request.param]
        context.add_init_script(f"({script})({given!r})" if given else f"({script})()")
    page = context.new_page()
    page.habit = request.param
    heard = listen(page)
    yield page
    assert heard == []
    context.close()


def reads(page):
    """Nothing is wider than the window, nothing is cut off."""
    if page.habit != "no-js":
        assert page.evaluate(TOO_WIDE) == 0, page.url
        assert page.habit == "translated" or page.evaluate(CLIPPED) == [], page.url


def test_a_visitor_answers_and_reads(person):
    person.goto("/")
    reads(person)
    person.check("input[value=mono]")
    go(person)
    expect(person.locator("[data-card='ebv.mono']")).to_be_visible()
    person.check("input[value=measured]")
    person.fill("#vitamin_d_value", "48")
    person.check("input[value='nmol/L']")
    go(person)
    expect(person.locator("[data-card='vitamin_d.below_50']")).to_be_visible()
    reads(person)


def test_an_educator_shows_a_person_a_lesson_and_a_sum(person):
    person.goto("/cases/")
    person.locator("main a[href='/cases/used-to-smoke/']").first.click()
    expect(person.locator("[data-card]").first).to_be_visible()
    person.select_option("#choose-ebv", "mono")
    if person.habit == "no-js":
        person.click(".choose button")
    expect(person.locator(".changes")).to_be_visible()
    reads(person)
    person.goto("/teach/twenty/?projector=1")
    if person.habit != "no-js":
        person.keyboard.press("ArrowRight")
        expect(person.locator("[data-at]")).to_contain_text("2 /")
    reads(person)
    person.goto("/interplay/")
    reads(person)
    person.goto("/why-not-multiply/")
    person.locator(".pick").nth(1).click()
    expect(person.locator(".pick[aria-current]").first).to_be_visible()
    reads(person)


def test_an_editor_saves_a_text(person, desk):
    person.goto(f"/admin/login/?next={desk[1]}")
    person.fill("#id_username", "everything")
    person.fill("#id_password", PASSWORD)
    person.keyboard.press("Enter")
    person.fill("#id_unsaid", f"{MENDED} Again, by somebody {person.habit}.")
    person.click("input[name=_save]")
    expect(person.locator(".success")).to_be_visible()


# Pictures beside words, counts of hands, an address in words, longest words.
NARROW = (
    *("/handouts/cases/an-aunt/", "/cases/lives-with-ms/", "/teach/twenty/"),
    *("/claims/ebv_32_times/", "/interplay/?pair=ebv%2Bsmoking"),
)


@pytest.mark.parametrize("width", [320, 640])
def test_letters_twice_as_large_fit_into_a_narrow_window(browser, desk, width):
    context = browser.new_context(base_url=desk[0], viewport={"width": width, "height": 800})
    context.add_init_script(f"({DRESSED})({LARGE!r})")
    page, wide = context.new_page(), {}
    for path in NARROW:
        page.goto(path)
        wide[path] = page.evaluate(TOO_WIDE)
    context.close()

    assert {path: by for path, by in wide.items() if by} == {}


# Where Q and ? stand on a keyboard, and what it types there.
SCRIPTS = {
    "Russian": ("й", "?"),
    "Greek": (";", "?"),
    "Arabic": ("ض", "؟"),
    "composing": ("Process", "Process"),
}
PRESS = """([key, code]) => document.body.dispatchEvent(
  new KeyboardEvent("keydown", { key, code, bubbles: true, cancelable: true }))"""


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_lesson_is_led_from_a_keyboard_of_another_script(page, script):
    code, help_key = SCRIPTS[script]
    page.goto("/teach/twenty/?projector=1")
    page.evaluate(PRESS, [code, "KeyQ"])
    expect(page.locator("#code")).to_be_visible()
    page.locator("#code").evaluate("one => one.close()")
    page.evaluate(PRESS, [help_key, "Slash"])
    expect(page.locator("#keys")).to_be_visible()
    page.locator("#keys").evaluate("one => one.close()")
    page.evaluate(PRESS, ["Process" if script == "composing" else "ArrowRight", "ArrowRight"])
    expect(page.locator("[data-at]")).to_contain_text("2 /")


def test_a_letter_is_what_it_says_on_the_keyboard(page):
    """Where A stands in Q's place, A does nothing."""
    page.goto("/teach/twenty/?projector=1")
    page.evaluate(PRESS, ["a", "KeyQ"])
    assert page.locator("#code").is_hidden()
