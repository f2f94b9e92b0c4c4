"""`python -m kepu.config` is the command `kepu`."""

from .cli import main

main()
