"""``python -m dynamite`` and the installed command."""

from __future__ import annotations

import os
import signal
import sys
import warnings

from dynamite.cli import main as command
from dynamite.cli_packages import leave_out_unused
from dynamite.cli_title import hide_passwords


def main() -> None:
    """Run the command line and exit with its status."""
    if not sys.warnoptions:
        # What a library warns its callers of is not for the people who run a command.
        warnings.simplefilter("ignore")
        # Nor is what the finalizer of an object fails at that Ctrl-C left half made.
        sys.unraisablehook = lambda _: None
    # A shell can start us without them (``>&-``); then what is printed goes nowhere.
    sys.stdout = sys.stdout or open(os.devnull, "w")  # noqa: PTH123, SIM115 -- to the end
    sys.stderr = sys.stderr or open(os.devnull, "w")  # noqa: PTH123, SIM115 -- to the end
    # A request to end is Ctrl-C by another way: it, too, leaves no temporary files.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    hide_passwords(sys.argv[1:])
    leave_out_unused(sys.argv[1:])
    sys.exit(command(sys.argv[1:]))


if __name__ == "__main__":
    main()
