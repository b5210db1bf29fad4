"""Print how long the way is from the button to the result, as JSON: ``python -m benchmarks.button_to_result``.

The time runs from the press on "See my advice" (the time stamp of the click, as the browser's Event Timing
tells it) until the first frame with the result has gone to be painted (the mark "checker-result"), in Chromium,
with Python ready. Page and worker are four times slower than the machine. The page by Chromium's own means,
which it refuses for a worker ("Operation is only supported for pages, not workers"): so there each reply is
held back, in a busy loop, until four times the time that it took has gone by. Each sample is the first press in
a page that was opened anew: nothing is warm that a person would find cold. Between the review and the press
lies a second, in which the page has the advice worked out beforehand (`prepare` in check.mjs). The levels take
turns, with the answers of the tests.
"""

from __future__ import annotations

import json
import math
import os
import platform
import statistics
import sys
from itertools import cycle, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playwright.sync_api import sync_playwright

from tests.browser.check_page import LEVELS, CheckPage
from tests.conftest import CHROMIUM_FLAGS, NO_CHROMIUM, find_chromium, serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

__all__ = ["measure", "sample", "summary"]

SITE = Path(__file__).parent.parent / "site"
SAMPLES = 60
SLOWER = 4
READING = 1_000
"""Milliseconds between the review and the press: nobody reads some twenty answers faster than that."""

SEEING = 500
"""Milliseconds after the press in which nothing is asked of the page: looking for the result costs its time too."""

FINGER_DOWN = 80
"""Milliseconds, about as long as a quick press."""

SLOW_DOWN_WORKER = """(slower) => {
  const [handle, post] = [self.onmessage, self.postMessage.bind(self)];
  let began = 0;
  self.onmessage = (event) => {
    began = performance.now();
    return handle(event);
  };
  self.postMessage = (message) => {
    const took = performance.now() - began;
    while (performance.now() < began + slower * took);
    post(message);
  };
}"""

LISTEN = """new PerformanceObserver((list) => {
  for (const { name, startTime } of list.getEntries()) {
    if (name === "click") performance.mark("press", { startTime });
  }
}).observe({ type: "event", durationThreshold: 16 })"""
"""The browser tells the time of a press afterwards: a listener of our own would be a part of what is measured."""

TIME = """() => {
  const at = (name) => performance.getEntriesByName(name).at(-1).startTime;
  return at("checker-result") - at("press");
}"""


def measure() -> dict[str, Any]:
    """Measure on the site that was built last, and return the figures."""
    with sync_playwright() as driver, serving(SITE) as server:
        executable = find_chromium(driver) or sys.exit(NO_CHROMIUM)
        browser = driver.chromium.launch(executable_path=executable, args=CHROMIUM_FLAGS)
        levels = list(islice(cycle(LEVELS), SAMPLES))
        times = [sample(browser, server.url, level) for level in levels]
        version = browser.version
        browser.close()
    return {
        "chromium": version,
        "machine": platform.machine(),
        "cores": os.cpu_count(),
        "slower": SLOWER,
        **summary(times),
        "by_level": {
            level: summary([time for time, at in zip(times, levels, strict=True) if at == level])
            for level in LEVELS
        },
    }


def sample(browser: Browser, site: str, level: str) -> float:
    """Return the milliseconds from one press to its result."""
    context = browser.new_context(
        base_url=site, viewport={"width": 390, "height": 844}, service_workers="block"
    )
    page = context.new_page()
    page.add_init_script(LISTEN)
    check = CheckPage(page)
    check.open()
    (worker,) = [worker for worker in page.workers if worker.url.startswith("blob:")]
    worker.evaluate(SLOW_DOWN_WORKER, SLOWER)
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    check.fill_at_once(LEVELS[level])
    page.wait_for_timeout(READING)
    press(page)
    page.wait_for_timeout(SEEING)
    result = page.locator("#result:not(.is-arriving)[data-level]:visible")
    found = result.get_attribute("data-level")
    if found != level:
        raise AssertionError(f"{found} in place of {level}")
    time = float(page.evaluate(TIME))
    context.close()
    return time


def press(page: Page) -> None:
    """Press "See my advice" as a finger does, which stays down for a moment.

    Playwright's own `click` goes down and up at once, after scripts of its own that look what is hit: both would
    count as time of this page.
    """
    button = page.locator("#review [type=submit]")
    button.scroll_into_view_if_needed()
    box = button.bounding_box() or sys.exit("The button is not shown")
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_timeout(FINGER_DOWN)
    page.mouse.down()
    page.wait_for_timeout(FINGER_DOWN)
    page.mouse.up()


def summary(times: list[float]) -> dict[str, float]:
    """Return the number of samples and their median, 95th percentile and most, in milliseconds."""
    ordered = sorted(times)
    return {
        "samples": len(ordered),
        "median_ms": round(statistics.median(ordered), 1),
        "p95_ms": round(ordered[math.ceil(0.95 * len(ordered)) - 1], 1),
        "most_ms": round(ordered[-1], 1),
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measure(), indent=2) + "\n")
