"""What the reader may use and give, and its one refusal."""

MOST_MEMORY = 512 * 1024 * 1024
MOST_SECONDS = 10
MOST_CHARACTERS = 500_000  # of all texts together
WIDTH = 440  # pixels of a first page
TALLEST = 900


class Unreadable(Exception):
    """Nothing can be read; `reason` is one of Version.Reason."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
