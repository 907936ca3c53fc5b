"""Moving a leaflet, with its versions, to the library of another space; its addresses name no space and stay."""

from hub.actions.relocating import Mover, movers
from resources import policy

movers["resource"] = Mover(may=policy.can_change)
