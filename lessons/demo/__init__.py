"""The demo's lessons."""

from hub.demo import Demo


def fill(demo: Demo) -> None:
    """Nothing."""
