"""The guard while writing: what is recognised in words before they are published, and the form that stops and asks.

class IdeaForm(Guarded): ...           # is_valid() stops once; hub.middleware.guard shows the page
find("Her number is WX 21 48 90 C")    # [Finding(kind="ni", …)]
"""

from hub.guard.finding import KINDS, Finding, find, noticed
from hub.guard.forms import Guarded, StopAndThink

__all__ = ["KINDS", "Finding", "Guarded", "StopAndThink", "find", "noticed"]
