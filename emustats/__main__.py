"""``python -m emustats`` is the command ``emustats``."""

import sys

from emustats.cli import main

if __name__ == "__main__":
    sys.exit(main())
