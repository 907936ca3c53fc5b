"""Starts the process: its limits first."""

import json
import resource
import sys

from resources.reader.limits import MOST_MEMORY, MOST_SECONDS

if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    from resources.reader.kinds import read

    json.dump(read(sys.argv[1], sys.stdin.buffer.read()), sys.stdout)
