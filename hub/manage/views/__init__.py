"""Pages below /manage/, and those on which an organisation asks to be let in."""
