"""``python -m dynamite`` and the installed command."""

from __future__ import annotations

import sys
import warnings

from dynamite.cli import main as command


def main() -> None:
    """Run the command line and exit with its status."""
    if not sys.warnoptions:
        # What a library warns its callers of is not for the people who run a command.
        warnings.simplefilter("ignore")
    sys.exit(command(sys.argv[1:]))


if __name__ == "__main__":
    main()
