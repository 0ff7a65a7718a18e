"""What a visitor does, in a real browser, by keyboard, with and without JavaScript."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from riskfactors.engine.answers import VALUES

ANSWERS = ("positive_test", "below_50", "current", "first_degree")


@pytest.fixture
def first(page, console):
    page.goto("/")
    yield page
    assert console == []


def choose(page, *values):
    for value in values:
        page.check(f"input[value={value}]")
        page.wait_for_selector(f"[data-card$='.{value}']")


def focused(page):
    return page.evaluate("document.activeElement.value || document.activeElement.id")


def cards(page):
    return page.eval_on_selector_all("[data-card]", "cards => cards.map(c => c.dataset.card)")


def tab_to(page, selector, most=60):
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
    raise AssertionError(f"Tab never reached {selector}")


@pytest.mark.journey
def test_by_keyboard_each_answer_is_explained_and_focus_stays(first):
    tab_to(first, "[name=ebv]")
    first.keyboard.press("Space")
    expect(first.locator("[data-card='ebv.positive_test']")).to_be_visible()
    assert focused(first) == "positive_test"
    expect(first.locator("#said")).to_have_text("The explanation has changed.")

    first.keyboard.press("ArrowDown")
    expect(first.locator("[data-card='ebv.mono']")).to_be_visible()
    assert focused(first) == "mono"

    tab_to(first, "[name=smoking]")
    first.keyboard.press("Space")
    expect(first.locator("[data-card='smoking.current']")).to_be_visible()
    assert cards(first) == ["ebv.mono", "smoking.current", "combination", "ebv+smoking"]


def test_a_number_is_read_on_leaving_the_field_and_not_on_each_key(first):
    asked = []
    first.on("request", lambda request: asked.append(request.method))
    first.check("input[value=measured]")
    expect(first.locator("#vitamin_d-message")).to_contain_text("Type the number")
    first.check("input[value='nmol/L']")
    first.locator("#vitamin_d_value").press_sequentially("48,5", delay=30)
    first.wait_for_timeout(200)
    assert cards(first) == []

    first.keyboard.press("Tab")

    expect(first.locator("[data-card='vitamin_d.below_50']")).to_be_visible()
    assert asked.count("POST") == 2


def test_a_number_without_its_unit_is_not_called_wrong_while_it_is_given(first):
    first.check("input[value=measured]")
    expect(first.locator("#vitamin_d-message")).to_contain_text("Type the number")
    first.fill("#vitamin_d_value", "19.9")
    first.keyboard.press("Tab")
    first.wait_for_timeout(200)
    expect(first.locator(".message__error")).to_have_count(0)

    first.keyboard.press("ArrowDown")

    expect(first.locator("[data-card='vitamin_d.below_50']")).to_be_visible()
    assert focused(first) == "ng/mL"


@pytest.mark.journey
def test_a_bad_number_is_told_at_the_field_and_leaves_the_other_cards(first):
    choose(first, "mono")
    first.check("input[value=measured]")
    first.check("input[value='nmol/L']")
    first.fill("#vitamin_d_value", "5,000")
    first.keyboard.press("Tab")

    expect(first.locator("#said")).to_have_text("There is a problem with an answer.")
    expect(first.locator("#vitamin_d_value")).to_have_attribute("aria-invalid", "true")
    expect(first.locator("#vitamin_d-place")).to_contain_text("cannot be read yet")
    expect(first.locator("[data-card='ebv.mono']")).to_be_visible()
    assert focused(first) == "nmol/L"
    first.fill("#vitamin_d_value", "50,00")
    first.keyboard.press("Tab")
    expect(first.locator("[data-card='vitamin_d.from_50']")).to_be_visible()
    expect(first.locator("[data-card='ebv.mono']")).to_be_visible()
    expect(first.locator("#vitamin_d_value")).to_have_attribute("aria-invalid", "false")


def test_a_card_that_did_not_change_is_not_touched(first):
    choose(first, *ANSWERS)
    first.locator("#ebv-place .more > summary").click()
    first.evaluate("document.querySelector('#ebv-place .card').mine = true")

    choose(first, "past")

    assert first.evaluate("document.querySelector('#ebv-place .card').mine")
    assert first.locator("#ebv-place .more").get_attribute("open") is not None
    changed = first.eval_on_selector_all(".place--new", "all => all.map(one => one.id)")
    assert changed == ["smoking-place"]
    assert cards(first)[2] == "smoking.past"


def test_focus_stays_where_a_card_is_read_and_goes_to_the_new_one_where_it_went(first):
    choose(first, "mono")
    first.locator("#ebv-place .more > summary").focus()
    first.evaluate("document.querySelector('[value=current]').click()")
    first.wait_for_selector("[data-card='smoking.current']")
    assert first.evaluate("document.activeElement.closest('.place')?.id") == "ebv-place"

    first.evaluate("document.querySelector('[value=positive_test]').click()")
    first.wait_for_selector("[data-card='ebv.positive_test']")

    expect(first.locator("[data-card='ebv.positive_test']")).to_be_focused()


def test_the_first_click_after_a_number_is_not_lost(first):
    first.check("input[value=measured]")
    first.check("input[value='nmol/L']")
    first.fill("#vitamin_d_value", "48")

    clear = first.get_by_role("link", name="Clear all answers")
    with first.expect_navigation():
        clear.click()

    assert first.input_value("#vitamin_d_value") == ""
    assert first.locator("input:checked").count() == 0


def test_nothing_is_asked_for_or_replaced_between_press_and_release(first):
    asked = []
    first.on("request", lambda request: asked.append(request.method))
    first.check("input[value=measured]")
    first.check("input[value='nmol/L']")
    first.fill("#vitamin_d_value", "48")
    box = first.locator("h1").bounding_box()
    before = asked.count("POST")
    first.mouse.move(box["x"] + 5, box["y"] + 5)
    first.mouse.down()
    first.evaluate("new Promise(done => setTimeout(done, 50))")
    assert asked.count("POST") == before

    first.mouse.up()

    first.wait_for_selector("[data-card='vitamin_d.below_50']")


def test_enter_in_half_a_number_asks_for_nothing_and_leads_to_the_other_half(first):
    asked = []
    first.on("request", lambda request: asked.append(request.method))
    first.check("input[value=measured]")
    expect(first.locator("#vitamin_d-message")).to_contain_text("Type the number")
    first.fill("#vitamin_d_value", "48")
    first.press("#vitamin_d_value", "Enter")

    assert focused(first) == "nmol/L"
    assert asked.count("POST") == 1
    first.keyboard.press("Space")
    first.wait_for_selector("[data-card='vitamin_d.below_50']")


def test_of_several_quick_changes_only_the_last_is_announced(first):
    first.evaluate(
        """() => { window.heard = [];
          new MutationObserver(() => { if (said.textContent) heard.push(said.textContent); })
            .observe(said, { childList: true }); }"""
    )
    first.focus("[name=family_history]")
    first.keyboard.press("Space")
    for _ in range(4):
        first.keyboard.press("ArrowDown")
    first.wait_for_selector("[data-card='family_history.unsure']")
    expect(first.locator("#said")).to_have_text("The explanation has changed.")

    assert first.evaluate("heard") == ["The explanation has changed."]


def test_all_answers_are_cleared_by_one_link(first):
    choose(first, "mono", "never")

    first.click("text=Clear all answers")

    expect(first.locator("[data-card]")).to_have_count(0)
    assert first.locator("input:checked").count() == 0


@pytest.mark.journey
def test_a_newer_answer_is_never_overwritten_by_an_older_one(first):
    def slow_for_mono(route):
        if "ebv=mono" in route.request.post_data:
            first.wait_for_timeout(700)
        route.continue_()

    given_up = []
    first.on("requestfailed", lambda request: given_up.append(request.post_data))
    first.route("**/", slow_for_mono)
    first.check("input[value=mono]")
    first.check("input[value=unsure][name=ebv]")
    first.wait_for_selector("[data-card='ebv.unsure']")
    first.wait_for_timeout(1200)

    assert cards(first) == ["ebv.unsure"]
    assert ["ebv=mono" in data for data in given_up] == [True]


CHOICES = [f"{factor}={value}" for factor, values in VALUES.items() for value in values]
IN_SIGHT = """(card) => {
  const first = card.querySelector(".article p").getBoundingClientRect();
  return first.top >= 0 && first.top + 48 <= innerHeight;
}"""


@pytest.mark.parametrize("size", [(1280, 800), (390, 844), (320, 640)], ids=str)
def test_after_each_choice_its_card_is_in_sight_and_so_is_the_answer(first, size):
    first.set_viewport_size({"width": size[0], "height": size[1]})
    for choice in CHOICES:
        factor, value = choice.split("=")
        first.check(f"input[name={factor}][value={value}]")
        card = first.wait_for_selector(f"[data-card='{factor}.{value}']")
        first.wait_for_function(IN_SIGHT, arg=card)
        answer = first.locator(f"input[name={factor}][value={value}]").bounding_box()
        assert 0 <= answer["y"] <= size[1] - 20, choice


@pytest.mark.parametrize(("number", "answer"), [("49.9", "below_50"), ("50", "from_50")])
def test_a_typed_number_brings_its_card_to_the_question(first, number, answer):
    first.check("input[value=measured]")
    first.check("input[value='nmol/L']")
    first.fill("#vitamin_d_value", number)
    first.keyboard.press("Tab")

    card = first.wait_for_selector(f"#vitamin_d-place [data-card='vitamin_d.{answer}']")
    first.wait_for_function(IN_SIGHT, arg=card)


@pytest.mark.journey
def test_a_lost_connection_says_so_and_offers_to_try_again(page):
    page.goto("/")
    page.context.set_offline(True)
    page.check("input[value=mono]")
    expect(page.locator("#lost")).to_be_visible()
    expect(page.get_by_role("alert")).to_contain_text("could not be updated")

    page.context.set_offline(False)
    page.get_by_role("button", name="Try again").press("Enter")

    expect(page.locator("[data-card='ebv.mono']")).to_be_visible()
    expect(page.locator("#lost")).to_be_hidden()
    expect(page.locator("[data-card='ebv.mono']")).to_be_focused()


def test_a_card_that_does_not_fit_the_answer_is_hidden_while_the_right_one_is_not_to_be_had(page):
    page.goto("/")
    choose(page, "mono", "never")
    page.context.set_offline(True)
    page.check("input[name=ebv][value=unsure]")

    expect(page.locator("#lost")).to_be_visible()
    expect(page.locator("[data-card='ebv.mono']")).to_be_hidden()
    expect(page.locator("[data-card='smoking.never']")).to_be_visible()
    assert page.evaluate("lost.nextElementSibling.id") == "ebv-place"
    expect(page.locator(".place--waiting")).to_have_count(0)


def test_four_changes_at_once_end_with_four_cards_that_fit(first):
    first.evaluate(
        """() => { for (const value of ["mono", "below_50", "never", "none"])
          document.querySelector(`input[value=${value}]`).click(); }"""
    )
    for key in ("ebv.mono", "vitamin_d.below_50", "smoking.never", "family_history.none"):
        first.wait_for_selector(f"[data-card='{key}']")


# As a browser's translation leaves a page: each text in an element in an element.
TRANSLATED = """() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const all = [];
  while (walker.nextNode()) if (walker.currentNode.textContent.trim()) all.push(walker.currentNode);
  for (const one of all) {
    const outer = document.createElement("font");
    one.before(outer);
    outer.appendChild(document.createElement("font")).append(one);
  }
}"""


def test_a_page_that_was_translated_works_as_before(first):
    first.context.grant_permissions(["clipboard-read", "clipboard-write"])
    first.evaluate("window.print = () => { window.printed = true; }")
    first.evaluate(TRANSLATED)
    first.locator("[data-factor=ebv] .option font font").first.click()
    first.wait_for_selector("[data-card='ebv.positive_test']")
    first.evaluate(TRANSLATED)
    choose(first, "never")
    first.locator("#ebv-place .more > summary font").first.click()
    choose(first, "past")
    assert first.locator("#ebv-place .more").get_attribute("open") is not None

    first.locator("[data-act=print] font font >> nth=-1").click()
    first.locator("[data-act=copy] font font >> nth=-1").click()

    expect(first.locator("#acted")).to_contain_text("Copied")
    assert first.evaluate("window.printed")


@pytest.mark.parametrize("status", [403, 413, 500, 503])
def test_a_failing_server_is_told_the_same_way(page, status):
    page.goto("/")
    page.route("**/", lambda route: route.fulfill(status=status, body="x"))
    page.check("input[value=mono]")

    expect(page.locator("#lost")).to_be_visible()
    assert page.is_checked("input[value=mono]")


@pytest.mark.journey
@pytest.mark.parametrize("ignored", [[], ["--disable-back-forward-cache"]])
def test_a_page_restored_by_back_shows_no_answers(
    browser_type, browser_type_launch_args, base_url, ignored
):
    """Whether the browser asks again or keeps the whole page in its memory."""
    browser = browser_type.launch(**browser_type_launch_args, ignore_default_args=ignored)
    page = browser.new_page(base_url=base_url)
    page.goto("/")
    choose(page, *ANSWERS)
    page.goto("/nowhere/")
    page.go_back()
    expect(page.locator("[data-card]")).to_have_count(0)

    assert page.locator("input:checked").count() == 0
    browser.close()


def parts(page):
    """Every block of an explanation."""
    return page.eval_on_selector_all(
        ".place, #together, #edition", "all => all.map(one => one.innerHTML)"
    )


class TestWithoutJavaScript:
    @pytest.fixture
    def plain(self, browser, base_url):
        context = browser.new_context(base_url=base_url, java_script_enabled=False)
        page = context.new_page()
        page.goto("/")
        yield page
        context.close()

    @pytest.mark.journey
    def test_by_keyboard_a_whole_page_gives_the_same_explanation(self, plain, page):
        plain.focus("[name=ebv][value=mono]")
        plain.keyboard.press("Space")
        plain.locator("[data-factor=ebv] .go button").press("Enter")
        plain.wait_for_selector("[data-card='ebv.mono']")
        assert plain.url.endswith("/#ebv")
        page.goto("/")
        choose(page, "mono")

        assert plain.title() == page.title()
        assert plain.is_checked("input[value=mono]")
        assert parts(plain) == parts(page)

    @pytest.mark.journey
    def test_a_mistake_is_named_in_title_summary_and_field(self, plain):
        plain.check("input[value=measured]")
        plain.fill("#vitamin_d_value", "abc")
        plain.check("input[value='ng/mL']")
        plain.check("input[value=never]")
        plain.click("[data-factor=smoking] .go button")

        assert plain.title().startswith("Error: ")
        plain.click(".problems a")
        assert plain.input_value("#vitamin_d_value") == "abc"
        assert plain.is_checked("input[value=never]")

    def test_every_question_explains_itself_in_place(self, plain):
        for summary in plain.locator(".wait .why summary").all():
            summary.click()

        assert plain.locator(".why[open]").count() == 4
        assert plain.locator(".level").is_hidden()
