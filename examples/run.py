"""Runs one example before your eyes: ``python examples/run.py flights``."""

from __future__ import annotations

import sys
from pathlib import Path

if __name__ == "__main__":
    # A script's directory is on the path, its package is not; with the root there, both are found.
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    from examples.runner import main

    sys.exit(main(sys.argv[1:]))
