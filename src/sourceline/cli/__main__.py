"""``python -m sourceline.cli``."""

from sourceline.cli import main

main()
