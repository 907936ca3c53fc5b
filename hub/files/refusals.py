"""The one refusal of files."""


class FileRefused(Exception):
    """A file that the hub does not take. Its message is for the person, in their language, and says what to do."""
