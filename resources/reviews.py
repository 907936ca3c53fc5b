"""Leaflets are looked at again when their review date comes."""

from hub.reviews import reviewed

reviewed("resource")
