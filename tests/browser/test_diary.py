"""The diary in a real Chromium: only on the device, only when started, nothing lost, and never a level."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pytest

from checker import load_content
from tests.browser.test_accessibility_pages import (
    AXE,
    RUN_AXE,
    SMALLER_THAN_A_FINGER,
    TWICE_THE_TEXT,
    WIDER_THAN_THE_WINDOW,
)

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from tests.conftest import Server

DATABASES = (
    "async () => (await indexedDB.databases()).map(({name, version}) => `${name} ${version}`)"
)
OTHER_STORES = "() => [localStorage.length, sessionStorage.length, document.cookie]"
KEPT = """() => new Promise((resolve, reject) => {
  const request = indexedDB.open("back-pain-diary");
  request.onerror = () => reject(request.error);
  request.onsuccess = () => {
    const all = request.result.transaction("days").objectStore("days").getAll();
    all.onsuccess = () => { request.result.close(); resolve(all.result); };
  };
})"""
CHANGES = """async ([days, today]) => {
  const diary = document.querySelector("script[src$='/diary.mjs']").src;
  const { changes, isAlarming } = await import(new URL("diary-data.mjs", diary).href);
  const { question } = JSON.parse(document.getElementById("diary-words").textContent);
  return [
    Object.fromEntries(changes(days, today, question).map(({of, direction}) => [of, direction])),
    isAlarming(days, today, question),
  ];
}"""
REFUSALS = {
    "undefined": "Object.defineProperty(window, 'indexedDB', {value: undefined})",
    "throws": """IDBFactory.prototype.open = () => { throw new DOMException("no", "SecurityError"); }""",
    "fails": """IDBFactory.prototype.open = () => {
      const request = new EventTarget();
      Object.defineProperty(request, "error", {value: new DOMException("no", "InvalidStateError")});
      setTimeout(() => request.onerror(new Event("error")));
      return request;
    }""",
}
PAYLOAD = "<img src=x onerror='window.pwned = 1'>"

DAY: dict[str, Any] = {
    "date": "2026-11-18", "pain": 4, "night": "some", "walking": "usual", "bladder": "usual",
    "weight": 72.5, "unit": "kg",
}  # fmt: skip

type Scheme = Literal["light", "dark"]


def day(date: str, **values: object) -> dict[str, Any]:
    return {**DAY, "date": date, **values}


def diary_file(*days: object, version: object = 1, kind: object = "back-pain-diary") -> str:
    return json.dumps({"kind": kind, "version": version, "days": days})


def open_on(page: Page, date: str) -> None:
    page.clock.set_fixed_time(f"{date}T12:00:00Z")
    page.goto("diary/")
    page.locator("#diary-app:not([hidden])").wait_for()


def start(page: Page, date: str = "2026-11-21") -> None:
    open_on(page, date)
    page.get_by_role("button", name="Start a diary").click()
    page.locator("#diary-form:not([hidden])").wait_for()


def choose(page: Page, name: str, value: str | int) -> None:
    page.locator(f'#diary-app input[name="{name}"][value="{value}"]').check()


def write_down(page: Page, **values: str | float) -> None:
    for name, value in values.items():
        if name == "weight":
            page.locator("#diary-weight").fill(str(value))
        else:
            choose(page, name, str(value))
    page.get_by_role("button", name="Save this day").click()


def take_in(page: Page, text: str | bytes) -> None:
    content = text.encode() if isinstance(text, str) else text
    page.locator("#diary-import").set_input_files(
        {"name": "diary.json", "mimeType": "application/json", "buffer": content}
    )


def status(page: Page) -> Locator:
    return page.locator("#diary-status")


def alarm(page: Page) -> Locator:
    return page.locator("#diary-alarm")


def rows(page: Page) -> list[list[str]]:
    """Return the days of the table, which is folded away at first."""
    found: list[list[str]] = page.evaluate(
        """() => [...document.querySelectorAll("#diary-days tbody tr")].map(
          (row) => [...row.cells].map((cell) => cell.textContent))"""
    )
    return found


# --- Only when it is started, and only on the device ------------------------------------


def test_nothing_is_kept_before_the_person_starts_it(page: Page) -> None:
    open_on(page, "2026-11-21")
    assert page.locator("#diary-form").is_hidden()
    assert page.evaluate(DATABASES) == []
    page.get_by_role("button", name="Start a diary").click()
    page.locator("#diary-form:not([hidden])").wait_for()
    assert page.evaluate(DATABASES) == ["back-pain-diary 1"]
    assert page.evaluate(OTHER_STORES) == [0, 0, ""]


def test_a_day_is_kept_and_comes_back_with_the_page(page: Page) -> None:
    start(page)
    write_down(page, bladder="usual", walking="sore", night="some", pain=4, weight=72.5)
    page.get_by_text("This is the first day in the diary.").wait_for()
    page.reload()
    page.get_by_text("There is an entry for today.").wait_for()
    assert page.locator('input[name="pain"][value="4"]').is_checked()
    assert page.locator('input[name="walking"][value="sore"]').is_checked()
    assert page.locator("#diary-weight").input_value() == "72.5"
    assert page.evaluate(KEPT) == [day("2026-11-21", walking="sore")]
    write_down(page, pain=5)
    page.locator("#diary-changes:visible").wait_for()
    assert page.evaluate(KEPT) == [day("2026-11-21", walking="sore", pain=5)]


def test_what_is_left_out_is_kept_as_not_recorded(page: Page) -> None:
    start(page)
    write_down(page, pain=3)
    page.locator("#diary-changes:visible").wait_for()
    (kept,) = page.evaluate(KEPT)
    assert (kept["pain"], kept["night"], kept["bladder"], kept["weight"]) == (3, None, None, None)
    assert rows(page) == [["21 Nov 2026", "3 of 10", "", "", "", ""]]


def test_an_empty_day_and_a_wrong_weight_are_not_kept(page: Page) -> None:
    start(page)
    page.get_by_role("button", name="Save this day").click()
    error = page.locator("#diary-error[role=alert]")
    assert "at least one question" in error.inner_text()
    for wrong in ("0", "-5", "701"):
        write_down(page, pain=3, weight=wrong)
        assert "from 2 to 700" in error.inner_text()
    assert page.evaluate(KEPT) == []


def test_nothing_is_sent(page: Page, server: Server) -> None:
    start(page)
    address, before = page.url, len(server.requests)
    write_down(page, bladder="changed", walking="weak", night="bad", pain=9, weight=60)
    page.locator("#diary-changes:visible").wait_for()
    with page.expect_download():
        page.get_by_role("button", name="Save the diary as a file").click()
    take_in(page, diary_file(DAY))
    page.get_by_text("Days added: 1.").wait_for()
    assert server.requests[before:] == []
    assert page.url == address


# --- What changed -------------------------------------------------------------------------


def test_it_says_what_changed_and_a_change_for_the_worse_leads_to_the_check(page: Page) -> None:
    start(page, "2026-11-18")
    write_down(page, bladder="usual", walking="usual", night="bad", pain=4)
    page.locator("#diary-changes:visible").wait_for()
    open_on(page, "2026-11-21")
    write_down(page, bladder="usual", walking="usual", night="some", pain=7)
    changes = page.locator("#diary-changes")
    changes.wait_for()
    assert changes.get_by_role("heading").all_inner_texts() == [
        "Saved.",
        "What changed since 18 Nov 2026",
    ]
    lines = changes.locator("li").all_inner_texts()
    assert "Pain: Worse. Now 7 of 10; last time 4 of 10." in lines
    assert "Night: Better. Now woke, slept again; last time kept awake." in lines
    assert "Walking: About the same. Now as usual; last time as usual." in lines
    assert "Do the check again" in changes.inner_text()
    link = changes.get_by_role("link", name="Check my back pain")
    assert link.get_attribute("href") == "../check/"
    link.click()
    page.wait_for_url("**/check/")
    assert "?" not in page.url
    assert "#" not in page.url


def test_a_fall_from_7_to_2_is_told_against_the_first_day_where_the_button_was(page: Page) -> None:
    start(page, "2026-11-16")
    days = [
        day(f"2026-11-{number}", pain=pain) for number, pain in ((16, 7), (17, 6), (18, 5), (20, 3))
    ]
    take_in(page, diary_file(*days))
    page.get_by_text("Days added: 4.").wait_for()
    open_on(page, "2026-11-21")
    write_down(page, pain=2)
    saved = page.locator("#diary-changes h2")
    saved.wait_for()
    assert page.evaluate("document.activeElement.textContent") == "Saved."
    button = page.get_by_role("button", name="Save this day")
    top = saved.evaluate("(element) => element.getBoundingClientRect().top")
    assert page.locator(".md-header").evaluate("(header) => header.clientHeight") <= top < 844
    assert (
        button.evaluate(
            "(element, other) => element.compareDocumentPosition(other)", saved.element_handle()
        )
        == 4
    )
    (line,) = page.locator("#diary-changes li").all_inner_texts()
    assert line == (
        "Pain: Better than on 16 Nov 2026. Now 2 of 10; last time 3 of 10; on 16 Nov 2026 7 of 10."
    )
    assert "That does not rule anything out." in page.locator("#diary-changes").inner_text()


def test_one_day_is_told_as_one(page: Page) -> None:
    start(page)
    write_down(page, pain=3)
    page.locator("#diary-days summary").wait_for()
    assert page.locator("#diary-days summary").inner_text() == "The day as a table"


def test_the_diary_gives_no_level(page: Page) -> None:
    start(page, "2026-11-18")
    write_down(page, bladder="usual", walking="usual", night="no", pain=1)
    page.locator("#diary-changes:visible").wait_for()
    open_on(page, "2026-11-21")
    write_down(page, bladder="changed", walking="weak", night="bad", pain=10)
    page.locator("#diary-changes:visible").wait_for()
    text = page.locator("#diary-changes").inner_text()
    for words in load_content().words["levels"].values():
        assert str(words["name"]) not in text
        assert str(words["title"]) not in text


NOW = "2026-11-21"
COMPARISONS: list[tuple[str, list[dict[str, Any]], dict[str, Any], dict[str, str], bool]] = [
    ("a first day", [], day(NOW), {"pain": "same", "bladder": "same"}, False),
    ("pain up by two", [day("2026-11-20")], day(NOW, pain=6), {"pain": "worse"}, False),
    ("pain up by one", [day("2026-11-20")], day(NOW, pain=5), {"pain": "same"}, False),
    ("pain down by two", [day("2026-11-20")], day(NOW, pain=2), {"pain": "better"}, False),
    (
        "pain that climbs slowly over a week",
        [day("2026-11-14"), day("2026-11-18", pain=5), day("2026-11-20", pain=5)],
        day(NOW, pain=6),
        {"pain": "worse"},
        False,
    ),
    (
        "pain that falls slowly from the first day",
        [day("2026-11-16", pain=7), day("2026-11-18", pain=5), day("2026-11-20", pain=3)],
        day(NOW, pain=2),
        {"pain": "better"},
        False,
    ),
    (
        "pain that rises again is not better, whatever the first day was",
        [day("2026-11-10", pain=9), day("2026-11-20", pain=4)],
        day(NOW, pain=5),
        {"pain": "same"},
        False,
    ),
    (
        "pain that climbs by less than two a week since the first day",
        [day("2026-11-01", pain=2), day("2026-11-14"), day("2026-11-20")],
        day(NOW, pain=5),
        {"pain": "worse"},
        False,
    ),
    (
        "pain that has stayed where it is since last week",
        [day("2026-11-01", pain=2), day("2026-11-14"), day("2026-11-20")],
        day(NOW),
        {"pain": "same"},
        False,
    ),
    ("a later day is no past", [day("2026-11-22", pain=0)], day(NOW), {"pain": "same"}, False),
    ("night worse", [day("2026-11-20")], day(NOW, night="bad"), {"night": "worse"}, False),
    ("walking worse", [day("2026-11-20")], day(NOW, walking="sore"), {"walking": "worse"}, True),
    ("walking sore at first", [], day(NOW, walking="sore"), {"walking": "same"}, False),
    ("legs weak at first", [], day(NOW, walking="weak"), {"walking": "same"}, True),
    (
        "legs weak as before",
        [day("2026-11-20", walking="weak")],
        day(NOW, walking="weak"),
        {"walking": "same"},
        True,
    ),
    (
        "toilet changed",
        [day("2026-11-20")],
        day(NOW, bladder="changed"),
        {"bladder": "worse"},
        True,
    ),
    (
        "toilet not sure",
        [day("2026-11-20")],
        day(NOW, bladder="not_sure"),
        {"bladder": "unclear"},
        True,
    ),
    (
        "toilet as usual again",
        [day("2026-11-20", bladder="changed")],
        day(NOW),
        {"bladder": "better"},
        False,
    ),
    (
        "compared with the last time that it was written down",
        [day("2026-11-18", bladder="usual"), day("2026-11-20", bladder=None)],
        day(NOW, bladder="changed"),
        {"bladder": "worse"},
        True,
    ),
    (
        "doubt does not hide what was there before it",
        [day("2026-11-18", walking="usual"), day("2026-11-20", walking="not_sure")],
        day(NOW, walking="sore"),
        {"walking": "worse"},
        True,
    ),
    ("weight lost", [day("2026-09-20")], day(NOW, weight=70), {"weight": "worse"}, False),
    ("weight gained", [day("2026-09-20")], day(NOW, weight=80), {"weight": "same"}, False),
    (
        "the same weight in another unit",
        [day("2026-11-20")],
        day(NOW, weight=159.8, unit="lb"),
        {"weight": "same"},
        False,
    ),
    (
        "weight lost in small steps",
        [day("2026-09-20"), day("2026-10-20", weight=71.5), day("2026-11-20", weight=71)],
        day(NOW, weight=70.2),
        {"weight": "worse"},
        False,
    ),
]


def test_what_counts_as_a_change(page: Page) -> None:
    page.goto("diary/")
    for name, days, today, directions, is_alarming in COMPARISONS:
        found, alarming = page.evaluate(CHANGES, [days, today])
        assert directions.items() <= found.items(), name
        assert alarming is is_alarming, name


# --- Emergency signs, at once ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "value"),
    [("bladder", "changed"), ("bladder", "not_sure"), ("walking", "weak"), ("walking", "not_sure")],
)
def test_an_answer_for_the_worse_shows_the_emergency_signs_before_anything_is_saved(
    page: Page, name: str, value: str
) -> None:
    start(page)
    assert alarm(page).is_hidden()
    choose(page, name, value)
    alarm(page).wait_for()
    assert "call your emergency number" in page.locator("#diary-alarm [role=alert]").inner_text()
    assert alarm(page).locator("a[href^=tel]:visible").count() == 3
    assert alarm(page).locator("li").count() == page.locator(".emergency li").count() > 4
    assert page.locator(f"#diary-form fieldset:has([name={name}]) + #diary-alarm").count() == 1
    assert page.evaluate(KEPT) == []
    choose(page, name, "usual")
    assert alarm(page).is_hidden()


def test_walking_that_got_worse_since_last_time_shows_the_signs_too(page: Page) -> None:
    start(page, "2026-11-18")
    write_down(page, walking="usual")
    page.locator("#diary-changes:visible").wait_for()
    open_on(page, "2026-11-21")
    choose(page, "walking", "sore")
    alarm(page).wait_for()
    write_down(page)
    page.locator("#diary-changes:visible").wait_for()
    assert "get help now" in page.locator("#diary-changes").inner_text()
    page.reload()
    alarm(page).wait_for()


def test_a_whole_day_by_keyboard_alone(page: Page) -> None:
    open_on(page, "2026-11-21")
    tab_to(page, "[data-action=start]")
    page.keyboard.press("Enter")
    for name, steps in (("bladder", 0), ("walking", 2), ("night", 1), ("pain", 6)):
        tab_to(page, f'input[name="{name}"]')
        page.keyboard.press("Space")
        for _ in range(steps):
            page.keyboard.press("ArrowDown")
    assert alarm(page).is_visible()
    tab_to(page, "#diary-weight")
    page.keyboard.type("72.5")
    page.keyboard.press("Enter")
    page.locator("#diary-changes:visible").wait_for()
    assert page.evaluate(KEPT) == [day("2026-11-21", walking="weak", pain=6)]


def tab_to(page: Page, selector: str) -> None:
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.locator(f"{selector}:focus").count():
            return
    raise AssertionError(f"Tab does not reach {selector}")


# --- Chart and table ---------------------------------------------------------------------------


def test_the_chart_has_a_text_alternative_and_the_table_has_every_day(page: Page) -> None:
    start(page)
    take_in(
        page,
        diary_file(
            day("2026-11-03", pain=2, walking="sore"),
            day("2026-11-10", pain=7, bladder="not_sure", weight=70),
            day("2026-11-20", pain=5, night=None),
        ),
    )
    page.get_by_text("Days added: 3.").wait_for()
    label = page.locator(".diary-chart").first.get_attribute("aria-label") or ""
    assert "from 3 Nov 2026 to 20 Nov 2026: lowest 2, highest 7, last 5" in label
    assert page.locator(".diary-chart").count() == 3
    assert page.locator(".diary-chart").first.locator("circle").count() == 3
    assert [row[0] for row in rows(page)] == ["20 Nov 2026", "10 Nov 2026", "3 Nov 2026"]
    assert "not sure" in rows(page)[1]


def test_a_page_that_stays_open_past_midnight_starts_a_new_day(page: Page) -> None:
    start(page, "2026-11-21")
    write_down(page, pain=5)
    page.locator("#diary-changes:visible").wait_for()
    page.clock.set_fixed_time("2026-11-22T08:00:00Z")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.get_by_role("heading", name="Today, 22 Nov 2026").wait_for()
    assert page.locator("#diary-app input:checked").count() == 0
    write_down(page, pain=5)
    page.get_by_role("heading", name="What changed since 21 Nov 2026").wait_for()
    assert len(page.evaluate(KEPT)) == 2


def test_days_after_today_are_said_for_the_clock_may_be_wrong(page: Page) -> None:
    start(page, "2026-11-21")
    write_down(page, pain=5)
    page.locator("#diary-changes:visible").wait_for()
    open_on(page, "2020-01-01")
    page.locator("#diary-days", has_text="Is the date of this device right?").wait_for()
    write_down(page, pain=6)
    page.get_by_text("This is the first day in the diary.").wait_for()
    assert len(page.evaluate(KEPT)) == 2


# --- File, and the end -------------------------------------------------------------------------


def test_the_file_brings_back_what_was_deleted(page: Page) -> None:
    start(page, "2026-11-18")
    write_down(page, bladder="usual", walking="usual", night="some", pain=4, weight=72.5)
    page.locator("#diary-changes:visible").wait_for()
    open_on(page, "2026-11-21")
    write_down(page, pain=6)
    page.locator("#diary-changes:visible").wait_for()
    before = page.evaluate(KEPT)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Save the diary as a file").click()
    assert waiting.value.suggested_filename == "diary-2026-11-21.json"
    content = Path(waiting.value.path()).read_bytes()
    assert json.loads(content)["days"] == before

    page.get_by_role("button", name="Delete the diary").click()
    assert "Days in it: 2." in page.locator("#diary-delete").inner_text()
    page.get_by_role("button", name="Keep it").click()
    assert page.evaluate(KEPT) == before
    page.get_by_role("button", name="Delete the diary").click()
    page.get_by_role("button", name="Delete all").click()
    page.get_by_text("The diary is deleted.").wait_for()
    assert page.evaluate(DATABASES) == []
    assert page.locator("#diary-form").is_hidden()
    assert page.locator("#diary-app input:checked").count() == 0
    assert "6 of 10" not in page.locator("#diary-app").inner_text()

    take_in(page, content)
    page.get_by_text("Days added: 2.").wait_for()
    assert page.evaluate(KEPT) == before


def test_another_window_does_not_hold_up_the_deletion(page: Page) -> None:
    start(page)
    write_down(page, pain=5)
    other = page.context.new_page()
    other.goto("diary/")
    other.locator("#diary-form:not([hidden])").wait_for()
    page.get_by_role("button", name="Delete the diary").click()
    page.get_by_role("button", name="Delete all").click()
    page.get_by_text("The diary is deleted.").wait_for()
    assert page.evaluate(DATABASES) == []


def test_a_day_that_is_here_stays_as_it_is_when_a_file_has_another(page: Page) -> None:
    start(page, "2026-11-18")
    write_down(page, pain=9)
    page.locator("#diary-changes:visible").wait_for()
    take_in(page, diary_file(day("2026-11-18", pain=1), day("2026-11-17", pain=2)))
    page.get_by_text(
        "Days added: 1. Days that were here already and stay as they are: 1."
    ).wait_for()
    assert [(kept["date"], kept["pain"]) for kept in page.evaluate(KEPT)] == [
        ("2026-11-17", 2),
        ("2026-11-18", 9),
    ]


def test_a_day_that_another_window_kept_meanwhile_stays_as_it_is(page: Page) -> None:
    start(page, "2026-11-18")
    other = page.context.new_page()
    open_on(other, "2026-11-18")
    write_down(other, pain=9)
    other.locator("#diary-changes:visible").wait_for()
    take_in(page, diary_file(day("2026-11-18", pain=1)))
    page.get_by_text(
        "Days added: 0. Days that were here already and stay as they are: 1."
    ).wait_for()
    assert [(kept["date"], kept["pain"]) for kept in page.evaluate(KEPT)] == [("2026-11-18", 9)]


OTHER = "not a diary of this page"
BAD = "cannot be read"
WRONG_FILES: list[tuple[str | bytes, str]] = [
    ("", OTHER),
    ("hello", OTHER),
    (b"\x89PNG\r\n\x1a\n\x00\xff", OTHER),
    ("[]", OTHER),
    ("null", OTHER),
    ("[" * 100_000, OTHER),
    (PAYLOAD, OTHER),
    ('{"resourceType": "QuestionnaireResponse"}', OTHER),
    (diary_file(DAY, kind=PAYLOAD), OTHER),
    (diary_file(DAY, version="1"), OTHER),
    (diary_file(DAY, version=0), OTHER),
    (json.dumps({"kind": "back-pain-diary", "version": 1, "days": {}}), OTHER),
    (diary_file(*[DAY] * 4_001), OTHER),
    (diary_file({"anything": "new"}, version=2), "newer version"),
    (diary_file(None), "Day number 1"),
    (diary_file(DAY, DAY), "Day number 2"),
    (diary_file(DAY, day(PAYLOAD)), "Day number 2"),
    (diary_file(day("2026-02-30")), BAD),
    (diary_file(day("2026-1-1")), BAD),
    (diary_file(day("2026-11-19", pain=11)), BAD),
    (diary_file(day("2026-11-19", pain=2.5)), BAD),
    (diary_file(day("2026-11-19", pain="4")), BAD),
    (diary_file(day("2026-11-19", night=PAYLOAD)), BAD),
    (diary_file(day("2026-11-19", walking=["usual"])), BAD),
    (diary_file(day("2026-11-19", bladder="toString")), BAD),
    (diary_file(day("2026-11-19", weight=PAYLOAD)), BAD),
    (diary_file(day("2026-11-19", weight=1e9)), BAD),
    (diary_file(day("2026-11-19", unit=PAYLOAD)), BAD),
    (diary_file(day("2026-11-19", more=PAYLOAD)), BAD),
    (diary_file({"date": "2026-11-19"}), BAD),
    (diary_file(DAY).replace('"unit"', '"__proto__"'), BAD),
    (diary_file(DAY).replace("72.5", "NaN"), OTHER),
    (b" " * 2_000_001, "too large"),
]


def test_a_file_that_is_no_diary_is_refused_in_words_and_nothing_changes(page: Page) -> None:
    start(page)
    write_down(page, pain=5)
    page.locator("#diary-changes:visible").wait_for()
    before, shown = page.evaluate(KEPT), rows(page)
    for text, message in WRONG_FILES:
        page.evaluate("document.getElementById('diary-status').textContent = ''")
        take_in(page, text)
        status(page).get_by_text(message).wait_for()
        assert "Nothing was changed" in status(page).inner_text(), text[:80]
        assert page.evaluate(KEPT) == before, text[:80]
        assert rows(page) == shown
    assert page.evaluate("window.pwned") is None
    assert page.locator("#diary-app img").count() == 0


# --- When things break -----------------------------------------------------------------------------


@pytest.mark.parametrize("refusal", REFUSALS)
def test_where_the_browser_keeps_nothing_the_diary_says_so_and_works_until_it_is_closed(
    page: Page, refusal: str
) -> None:
    page.add_init_script(REFUSALS[refusal])
    start(page)
    assert "does not let a page keep anything" in status(page).inner_text()
    write_down(page, pain=5, bladder="changed")
    page.get_by_text("This is the first day in the diary.").wait_for()
    assert alarm(page).is_visible()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Save the diary as a file").click()
    assert json.loads(Path(waiting.value.path()).read_bytes())["days"][0]["pain"] == 5
    take_in(page, diary_file(DAY))
    page.get_by_text("Days added: 1.").wait_for()
    page.reload()
    page.locator("#diary-app:not([hidden])").wait_for()
    assert page.locator("#diary-form").is_hidden()


MAKE_OTHER = """([version, entry]) => new Promise((resolve) => {
  const request = indexedDB.open("back-pain-diary", version);
  request.onupgradeneeded = () => {
    request.result.createObjectStore("days", {keyPath: "date"}).put(entry);
  };
  request.onsuccess = () => { request.result.close(); resolve(); };
})"""


@pytest.mark.parametrize(
    ("version", "entry"),
    [(9, {"date": "2026-11-20", "mood": 3}), (1, day("2026-11-20", mood=3)), (1, day(PAYLOAD))],
)
def test_a_diary_of_a_newer_page_is_left_alone(
    page: Page, version: int, entry: dict[str, Any]
) -> None:
    page.goto("about/privacy/")
    page.evaluate(MAKE_OTHER, [version, entry])
    open_on(page, "2026-11-21")
    assert "newer version of this page" in status(page).inner_text()
    for part in ("#diary-form", "#diary-off", "#diary-file"):
        assert page.locator(part).is_hidden()
    assert page.evaluate(KEPT) == [entry]
    assert page.evaluate(DATABASES) == [f"back-pain-diary {version}"]
    assert page.evaluate("window.pwned") is None


def test_a_device_that_is_full_loses_no_answer(page: Page) -> None:
    start(page)
    page.evaluate(
        """() => {
          IDBObjectStore.prototype.put = () => { throw new DOMException("full", "QuotaExceededError"); };
        }"""
    )
    write_down(page, pain=5, walking="weak")
    page.get_by_text("This day could not be kept.").wait_for()
    assert page.locator('input[name="pain"][value="5"]').is_checked()
    assert alarm(page).is_visible()
    assert page.evaluate(KEPT) == []


def test_without_javascript_the_emergency_signs_stand_and_paper_is_offered(
    quiet_page: Page,
) -> None:
    quiet_page.goto("diary/")
    assert quiet_page.locator(".emergency").is_visible()
    instead = quiet_page.locator("article noscript p")
    assert instead.is_visible()
    assert "A sheet of paper does the same" in instead.inner_text()
    assert quiet_page.locator("#diary-app").is_hidden()


# --- For everyone ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_is_too_wide_or_too_small(page: Page, scheme: Scheme) -> None:
    page.add_init_script(path=AXE)
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.set_viewport_size({"width": 320, "height": 800})
    parts = ("button", "label.button", ".option label", "select", "#diary-weight")
    controls = ", ".join(f"#diary-app {part}" for part in parts)
    open_on(page, "2026-11-21")
    assert page.evaluate(RUN_AXE, None) == []
    page.get_by_role("button", name="Start a diary").click()
    take_in(page, diary_file(DAY, day("2026-11-10", pain=7, weight=71, walking="weak")))
    page.get_by_text("Days added: 2.").wait_for()
    page.get_by_role("button", name="Save this day").click()
    assert page.evaluate(RUN_AXE, None) == []
    write_down(page, pain=9, bladder="changed", weight=60)
    page.locator("#diary-changes:visible").wait_for()
    page.get_by_role("button", name="Delete the diary").click()
    assert page.evaluate(RUN_AXE, None) == []
    assert page.evaluate(WIDER_THAN_THE_WINDOW) == []
    assert page.evaluate(SMALLER_THAN_A_FINGER, controls) == []
    page.evaluate(TWICE_THE_TEXT)
    page.set_viewport_size({"width": 390, "height": 800})
    assert page.evaluate(WIDER_THAN_THE_WINDOW) == []
