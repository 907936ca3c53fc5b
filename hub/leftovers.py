"""Tidying up in the background: what was begun and never used."""

from hub import files
from hub.worker import sweep


@sweep("files", every=60)
def unclaimed_uploads() -> int:
    """One batch of uploads that were attached while writing and never saved with a text."""
    return files.sweep_away()
