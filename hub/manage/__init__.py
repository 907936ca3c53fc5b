"""Administration: who may join and from where, bodies, people, and what was done about them."""
