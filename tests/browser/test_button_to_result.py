"""How the benchmark of the way from the button to the result counts. Its times are no matter for a test."""

from benchmarks.button_to_result import summary


def test_of_twenty_times_the_nineteenth_is_the_95th_percentile() -> None:
    times = [float(time) for time in range(20, 0, -1)]
    assert summary(times) == {"samples": 20, "median_ms": 10.5, "p95_ms": 19.0, "most_ms": 20.0}
