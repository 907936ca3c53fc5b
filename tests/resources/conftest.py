"""What the tests of the library start from."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from hub import files
from resources.actions import add_resource
from tests.resources.papers import paper


@pytest.fixture
def leaflet(cast):
    """Makes a leaflet: `leaflet(author=cast.dev, space=…, words=[pages], …)`."""

    def make(author=None, space=None, *, title="Help with costs", words=("Words of page one",), name="help.pdf", **fields):
        author = author or cast.dev
        file = files.store(SimpleUploadedFile(name, paper(*words)), uploader=author)
        return add_resource(
            space or cast.space,
            author=author,
            title=title,
            summary=fields.pop("summary", "What you can get"),
            file=file,
            **fields,
        )

    return make
