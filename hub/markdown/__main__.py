"""`python -m hub.markdown FD`: the rendering process. `keeper` starts it."""

import sys

from .worker import main

main(int(sys.argv[1]))
