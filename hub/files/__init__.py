"""Files that people add: taken in by content, kept once by hash, seen only by those who may see what they belong to.

file = store(upload, uploader=ana)       # hers alone, until she saves a text that shows it
claim(page, text, uploader=ana)          # in the transaction that saves the text
"""

from hub.files.attaching import markdown_of, with_attachments
from hub.files.refusals import FileRefused
from hub.files.storing import claim, open_file, sha256, store, sweep_away

__all__ = ["FileRefused", "claim", "markdown_of", "open_file", "sha256", "store", "sweep_away", "with_attachments"]
