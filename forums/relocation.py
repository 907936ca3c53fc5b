"""Moving a discussion to another space. One about something goes wherever that goes."""

from forums import policy
from hub.actions.relocating import Mover, movers

movers["topic"] = Mover(may=policy.can_change)
