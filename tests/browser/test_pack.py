"""The lesson pack opened from a file, with the network off."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from tests.browser.looks import LOOKS, MATRIX, examine


@pytest.fixture(scope="session")
def file(browser, base_url, tmp_path_factory):
    """The pack as it was saved from the teaching page."""
    page = browser.new_page(base_url=base_url)
    page.goto("/teach/")
    page.get_by_text("Tools").click()
    with page.expect_download() as saved:
        page.get_by_role("link", name="Take along").click()
    place = tmp_path_factory.mktemp("stick") / saved.value.suggested_filename
    saved.value.save_as(place)
    page.close()
    return place


@pytest.fixture
def opened(browser, file):
    context = browser.new_context(offline=True)
    page = context.new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(file.as_uri())
    yield page, asked
    context.close()


def test_it_opens_without_a_network_and_asks_for_nothing(opened, file):
    page, asked = opened

    assert file.name == "ms-lesson-edition-1.html"
    assert page.locator("h1").is_visible()
    assert asked == [file.as_uri()]


def test_every_part_is_reached_from_its_contents(opened):
    page, asked = opened
    links = page.locator(".contents a").all()
    assert len(links) > 8
    for link in links:
        place = link.get_attribute("href")
        link.press("Enter")
        assert page.evaluate("s => location.hash === s", place)
        top = page.evaluate("s => document.querySelector(s).getBoundingClientRect().top", place)
        assert -2 <= top <= 720
    assert len(asked) == 1


def test_a_case_leads_to_its_cards_and_a_row_to_its_notes(opened):
    page, _ = opened
    page.locator("#case-used-to-smoke a[href^='#card-smoking']").press("Enter")
    assert page.evaluate("location.hash") == "#card-smoking.past"
    page.locator("#interplay a[href='#note-ebv+smoking']").first.press("Enter")
    assert page.evaluate("location.hash") == "#note-ebv+smoking"


def test_factors_together_is_switched_in_the_file(opened):
    page, asked = opened
    first = page.locator("#together-all")
    assert first.is_visible()
    first.locator("a[href='#together-vitamin_d-absent']").press("Enter")

    now = page.locator("#together-vitamin_d-absent")
    assert now.is_visible()
    assert not first.is_visible()
    assert now.locator(".pairs > svg line").count() == 3
    assert len(asked) == 1


def test_a_box_makes_it_large_for_the_wall(opened):
    page, _ = opened
    size = "() => parseFloat(getComputedStyle(document.querySelector('#cases p')).fontSize)"
    before = page.evaluate(size)
    page.locator("#large").check()

    assert page.evaluate(size) >= before * 1.3


def test_the_self_check_works_without_a_script(browser, file):
    context = browser.new_context(offline=True, java_script_enabled=False)
    page = context.new_page()
    page.goto(file.as_uri())
    page.locator(".answer summary").first.press("Enter")

    assert page.locator(".answer__why").first.is_visible()
    context.close()


@pytest.mark.long
@pytest.mark.parametrize("look", LOOKS if MATRIX else ("phone",))
def test_it_can_be_read_by_everybody(browser, file, look):
    context = browser.new_context(offline=True, bypass_csp=True, **LOOKS[look])
    page = context.new_page()
    page.goto(file.as_uri())

    examine(page)
    context.close()


@pytest.mark.long
@pytest.mark.skipif(not shutil.which("pdftotext"), reason="no pdftotext")
@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_it_prints_whole(opened, tmp_path, paper):
    page, _ = opened
    printed = tmp_path / "pack.pdf"
    page.pdf(path=printed, format=paper)
    done = subprocess.run(
        ["pdftotext", "-layout", str(printed), "-"], check=True, capture_output=True, text=True
    )
    words = " ".join(done.stdout.split())

    for heading in page.locator("main > section > h2").all_inner_texts():
        assert heading in words
    closed = page.locator(".answer__why p:not(.answer__mark)").all_text_contents()
    assert len(closed) >= 30
    for sentence in closed:
        assert "".join(sentence.split())[:20] in words.replace(" ", "")
