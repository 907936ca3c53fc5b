"""A folder of Markdown files read as wiki pages, ready to be imported. Nothing here touches the database.

    source = read_folder(Path("handbook"), known={"pages/leave.md": "leave"}, taken={"settings", "benefits"})
    for page in source.pages:
        text = fill(page.text, page_url=url_of_slug, file_url=url_of_file)
        page.path, page.slug, page.title, page.authors, page.review_on, page.lost, ...

The path of a file in the folder is the key of its page: an import that runs again passes the slugs it gave before as
`known`, and gets the same text for the same file. Nothing in a file is run: template tags stay the text that they are.
"""

from .folder import read_folder
from .links import fill
from .pages import Attachment, Loss, Lost, Source, SourcePage

__all__ = ["Attachment", "Loss", "Lost", "Source", "SourcePage", "fill", "read_folder"]
