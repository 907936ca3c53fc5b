"""What administrators do; each act leaves an event with how it was before and after."""
