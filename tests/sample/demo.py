"""One idea for the demo hub."""

from tests.sample.actions import have_idea
from tests.sample.models import Idea


def fill(demo):
    """Add the idea, once."""
    if not Idea.objects.exists():
        space = next(iter(demo.spaces.values()))
        have_idea(space, author=next(iter(demo.people.values())), title="A box for ideas", text="In the hall.")
