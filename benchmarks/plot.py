"""The plots of the results: success against example size, and time against source size."""

from __future__ import annotations

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
    """Seconds of a migration against its source records, for each scenario."""
    by_name: dict[str, list[tuple[int, float]]] = {}
    for row in result["measurements"]:
        if row["dynamite"] is not None:
            by_name.setdefault(row["name"], []).append((row["records"], row["dynamite"]["wall"]))
    figure, axes = pyplot.subplots(figsize=(7, 4))
    for points in by_name.values():
        records, seconds = zip(*sorted(points), strict=True)
        axes.plot(records, seconds, color="C0", marker=".", linewidth=0.8, alpha=0.6)
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_xlabel("source records")
    axes.set_ylabel("seconds, reading and writing included")
    _save(figure, path)


def _save(figure: Any, path: Path) -> None:
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None})
    pyplot.close(figure)
