"""What people do on the floor: with spaces, what they watch, what they draft. One module a noun."""
