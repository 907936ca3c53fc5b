"""The floor of the hub: people, spaces, items and what all content shares."""

__version__ = "0.1.0"
