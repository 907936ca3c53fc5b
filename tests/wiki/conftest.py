"""What the wiki's tests begin with."""

import pytest

from wiki.actions import create_page


@pytest.fixture
def page(cast):
    """A page of the cast's space, written by dev."""
    return create_page(cast.space, author=cast.dev, title="Council tax", text="## Who pays\n\nEverybody.\n")
