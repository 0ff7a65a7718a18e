"""Two people at one text, each in a browser of their own."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.conftest import listen
from tests.browser.looks import SETTLED, TOO_WIDE
from tests.browser.test_editors import AXE

# One process of the tests runs all of it: they share a site that is made once.
pytestmark = pytest.mark.xdist_group("two editors")
PEOPLE = """
from django.contrib.auth import get_user_model
from riskfactors.models import Entry
for name in ("ada", "grace"):
    get_user_model().objects.create_superuser(name, password="only for this test")
# Its name begins like a word within the name of another.
named = {"kind": "study", "short": "Contagious 2026", "reference": "Ours.", "seen": "2026-11-30"}
Entry.objects.create(kind="sources", key="E99", fields=named | {"address": "https://doi.org/1"})
keys = ("ebv.mono", "ebv.unsure", "smoking.never")
print(*(Entry.objects.get(kind="passages", key=key).pk for key in keys))
"""
DRAFTS = """
from riskfactors.models import Draft
drafts = Draft.objects.filter(entry__key="ebv.mono")
print(*(f"{one.editor}:{one.fields['unsaid']}" for one in drafts), sep="|")
"""
OPTIONS = {**AXE, "runOnly": [*AXE["runOnly"], "best-practice"]}
# But for links within a sentence.
SMALL = """() => [...document.querySelectorAll(
    ".writing :is(button, summary, .submit-row *, .writing__back a, li[role])")]
  .map(one => [one.outerHTML.slice(0, 60), one.getBoundingClientRect()])
  .filter(([_, box]) => box.height && (box.height < 24 || box.width < 24)).map(([html]) => html)"""

# Each option is the very thing that a pointer would meet on it: nothing cuts it off or covers it.
COVERED = """() => [...document.querySelectorAll("[role=option]")]
  .filter(one => { const { left, top, width, height } = one.getBoundingClientRect();
    return [0.1, 0.9].some(part => !one.contains(
      document.elementFromPoint(left + width / 2, top + height * part))); })
  .map(one => one.textContent)"""


# The last finding comes into sight by scrolling, whenever the list is drawn anew.
REACHED = """() => {
  const box = document.querySelector(".glance__found");
  box.scrollTop = box.scrollHeight;
  return box.scrollTop > 0 && box.getBoundingClientRect().bottom <= innerHeight;
}"""


@pytest.fixture(scope="module")
def texts(serve):
    """The site, and the addresses of the forms of three texts."""
    site = serve()
    return site, [f"/admin/riskfactors/entry/{pk}/change/" for pk in site.shell(PEOPLE).split()]


@pytest.fixture
def opened(browser, texts):
    """Opens a text's form for somebody."""
    contexts, (site, addresses) = [], texts

    def _opened(name, at=0, **look):
        contexts.append(browser.new_context(base_url=site.address, **look))
        page = contexts[-1].new_page()
        page.heard = listen(page)
        page.goto(f"/admin/login/?next={addresses[at]}")
        page.fill("#id_username", name)
        page.fill("#id_password", "only for this test")
        page.keyboard.press("Enter")
        expect(page.locator("#id_unsaid")).to_be_visible()
        return page

    yield _opened
    for context in contexts:
        context.close()


def until(site, wanted):
    """What a tab sends as it closes comes a moment later."""
    for _ in range(50):
        if (found := site.shell(DRAFTS).strip()) == wanted:
            return
    raise AssertionError(found)


def test_two_write_at_once_and_a_closed_tab_loses_nothing(texts, opened):
    site, (address, *_) = texts
    ada, grace = opened("ada"), opened("grace")
    expect(grace.locator(".writing__others")).to_contain_text("ada has this text open")

    ada.fill("#id_unsaid", "By Ada.")
    ada.close(run_before_unload=True)
    until(site, "ada:By Ada.")

    ada = opened("ada")
    expect(ada.locator("#id_unsaid")).to_have_value("By Ada.")
    ada.locator("#id_unsaid").press("End")
    ada.keyboard.press("Enter")
    ada.click("[name=_save]")
    expect(ada.locator(".success")).to_contain_text("Saved.")
    expect(ada.locator(".success")).to_be_in_viewport()
    assert ada.url.endswith(f"{address}#id_unsaid")

    grace.fill("#id_heading", "By Grace")
    expect(grace.locator("#glance-now")).to_contain_text("Save keeps both")
    grace.click("[name=_save]")
    expect(grace.locator(".success")).to_contain_text(
        "ada’s words in “What this does not tell you” are in as well."
    )
    expect(grace.locator("#id_unsaid")).to_have_value("By Ada.")
    until(site, "")
    assert ada.heard == grace.heard == []


def test_sources_are_picked_with_the_keyboard(opened):
    page = opened("ada", 1)
    page.fill("#id_beyond", "")
    page.locator("#id_beyond").press_sequentially("It is so. [@bjornevik 2022")
    expect(page.get_by_role("option")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator("#id_beyond")).to_have_value("It is so. [@E1]")

    page.keyboard.press("ArrowLeft")
    page.keyboard.type("; @E2")
    active = page.locator("#id_beyond").get_attribute("aria-activedescendant")
    expect(page.locator(f"[id='{active}']")).to_contain_text("E2")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(page.locator("#id_beyond")).to_have_value("It is so. [@E1; @E2]")
    expect(page.get_by_role("listbox")).to_have_count(0)
    page.keyboard.type(" [@contag")
    expect(page.get_by_role("option").first).to_contain_text("E99 Contagious 2026")
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_have_count(0)
    page.keyboard.press("Control+A")
    page.keyboard.type("[@")
    page.keyboard.type("E3")
    page.get_by_role("option").last.click()
    expect(page.locator("#id_beyond")).to_have_value(re.compile(r"\[@E3\w*\]$"))

    page.fill("#id_claims", "")
    page.locator("#id_claims").press_sequentially("strongest")
    page.keyboard.press("Enter")
    expect(page.locator("#id_claims")).to_have_value("ebv_strongest")
    expect(page.get_by_role("listbox")).to_have_count(0)
    assert page.heard == []


@pytest.mark.parametrize(
    "look",
    [
        {"viewport": {"width": 1000, "height": 700}},
        {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark"},
        {"viewport": {"width": 320, "height": 640}},
    ],
    ids=lambda look: str(look["viewport"]["width"]),
)
def test_what_was_found_is_in_sight_or_one_tap_away(opened, look):
    page = opened("grace", 2, **look)
    numbers = " ".join(f"It was {n} times." for n in range(3, 12))
    page.fill("#id_beyond", f"{numbers} It is {'so ' * 30}in them all.")
    expect(page.locator("#about_beyond")).to_contain_text("A sentence of 35 words")
    expect(page.locator("#id_beyond")).to_have_attribute("aria-invalid", "true")
    page.locator("#id_short_limits").click()

    if look["viewport"]["width"] < 1000:
        page.click(".writing__jump")
        expect(page.locator("#glance-heading")).to_be_in_viewport()
        page.click(".writing__back a")
        expect(page.locator("#id_short_limits")).to_be_in_viewport()
    else:
        expect(page.locator("#glance-heading")).to_be_in_viewport()
        expect(page.get_by_role("heading", name="As readers see it")).to_be_in_viewport()
        page.wait_for_function(REACHED)
    # Nothing stands below an empty field that would make room.
    page.fill("#id_lead", "")
    expect(page.locator("#about_lead")).not_to_contain_text("word")
    page.keyboard.type("[@")
    expect(page.get_by_role("option")).to_have_count(5)
    examine(page)
    assert page.evaluate(COVERED) == []
    page.keyboard.press("Escape")
    page.locator(".dismiss summary").first.click()
    examine(page)

    reason = page.locator(".dismiss textarea").first
    reason.fill("It is a list.")
    page.locator(".dismiss button").first.click()
    expect(page.locator("#glance-now")).to_contain_text("1 dismissed")
    page.get_by_text("1 dismissed").click()
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#glance-now")).not_to_contain_text("1 dismissed")


NEW = {
    "short": "Ours 2026",
    "reference": "Ours and others, 2026.",
    "address": "https://doi.org/10.1/ours",
    "seen": "2026-11-30",
}


def test_a_new_text_outlives_its_tab_until_it_is_saved(texts, opened):
    address = f"{texts[0].address}/admin/riskfactors/entry/add/?kind=sources"
    page = opened("grace")
    page.goto(address)
    expect(page.locator("[data-found]")).to_be_hidden()
    page.fill("#id_short", NEW["short"])
    page.select_option("#id_kind", "review")
    page.close()

    page = page.context.new_page()
    page.goto(address)
    expect(page.locator("#id_short")).to_have_value(NEW["short"])
    expect(page.locator("#id_kind")).to_have_value("review")
    examine(page)
    page.get_by_role("button", name="Discard it").click()
    expect(page.locator("#id_short")).to_have_value("")
    page.reload()
    expect(page.locator("[data-found]")).to_be_hidden()
    page.fill("#id_short", NEW["short"])
    page.click("button.default[type=submit]")
    expect(page.locator(".errornote").first).to_be_visible()
    page.goto(address)
    expect(page.locator("#id_short")).to_have_value(NEW["short"])
    for name, words in NEW.items():
        page.fill(f"#id_{name}", words)
    page.click("button.default[type=submit]")

    expect(page.locator(".messagelist")).to_contain_text("is added")
    page.wait_for_load_state()
    # The admin notes light or dark.
    assert page.evaluate("Object.keys({...localStorage, ...sessionStorage})") == ["theme"]


def examine(page):
    page.evaluate(SETTLED)
    found = Axe().run(page, options=OPTIONS)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate(TOO_WIDE) == 0
    assert page.evaluate(SMALL) == []
