"""The plots of the results: success against example size, and time against source size."""

from __future__ import annotations

import statistics
from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("svg")
# The same results give the same file.
matplotlib.rcParams["svg.hashsalt"] = "dynamite"
matplotlib.rcParams["font.size"] = 9

from matplotlib import pyplot  # noqa: E402  # the backend is chosen before


def plot_sensitivity(result: dict[str, Any], path: Path) -> None:
    """The share of draws that give the intended program, for each scenario and in the mean."""
    figure, axes = pyplot.subplots(figsize=(7, 4))
    for scenario in result["scenarios"]:
        sizes = [int(size) for size in scenario["successes"]]
        shares = [100 * count / scenario["draws"] for count in scenario["successes"].values()]
        axes.plot(sizes, shares, color="0.8", linewidth=0.8)
    rates = {int(size): 100 * rate for size, rate in result["rates"].items()}
    axes.plot(list(rates), list(rates.values()), color="C0", marker="o", label="mean")
    axes.set_xlabel("records of each source type in the example")
    axes.set_ylabel("draws that give the intended program, %")
    axes.set_ylim(0, 102)
    axes.legend(loc="lower right")
    _save(figure, path)


def plot_migrate(result: dict[str, Any], path: Path) -> None:
    """Seconds of a migration against its source records: each scenario, and the median of all."""
    ours, by_hand = _seconds(result)
    figure, axes = pyplot.subplots(figsize=(7, 4.5))
    for each, color in ((by_hand, "C1"), (ours, "C0")):
        for points in each.values():
            axes.plot(*zip(*sorted(points), strict=True), color=color, linewidth=0.6, alpha=0.35)
    for each, color, label in ((ours, "C0", "dynamite migrate"), (by_hand, "C1", "SQL by hand")):
        medians = _medians(result, each)
        if medians:
            label = f"{label}, median"
            axes.plot(*zip(*medians, strict=True), color=color, marker="o", label=label)
    everything = [point for points in ours.values() for point in points]
    if everything:
        # Through the largest of the median's sizes: what time in proportion would look like.
        size, seconds = _medians(result, ours)[-1]
        sizes = [min(n for n, _ in everything), max(n for n, _ in everything)]
        linear = [seconds * n / size for n in sizes]
        axes.plot(sizes, linear, color="0.4", linestyle="--", linewidth=0.9, label="linear")
        axes.legend(loc="upper left")
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_xlabel("source records")
    axes.set_ylabel("seconds, reading and writing included")
    _save(figure, path)


Points = dict[str, list[tuple[int, float]]]


def _seconds(result: dict[str, Any]) -> tuple[Points, Points]:
    """For each scenario its source records and seconds, of the migration and by hand."""
    ours: Points = {}
    by_hand: Points = {}
    for row in result["measurements"]:
        if row["dynamite"] is None:
            continue
        wall = row["dynamite"]["wall"]
        ours.setdefault(row["name"], []).append((row["records"], wall))
        if row["times_by_hand"] is not None:
            seconds = wall / row["times_by_hand"]
            by_hand.setdefault(row["name"], []).append((row["records"], seconds))
    return ours, by_hand


def _medians(result: dict[str, Any], points: Points) -> list[tuple[int, float]]:
    """The median time of each scale at which every scenario was measured."""
    scale_of = {(row["name"], row["records"]): row["scale"] for row in result["measurements"]}
    by_scale: dict[int, list[float]] = {}
    for name, each in points.items():
        for records, seconds in each:
            by_scale.setdefault(scale_of[name, records], []).append(seconds)
    most = max(map(len, by_scale.values()), default=0)
    return [
        (scale, statistics.median(seconds))
        for scale, seconds in sorted(by_scale.items())
        if len(seconds) == most
    ]


def _save(figure: Any, path: Path) -> None:
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None})
    pyplot.close(figure)
