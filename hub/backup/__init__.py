"""The whole hub in one file, and back: rows in a form that both databases read, uploaded files by their hash.

back_up(Path("hub.zip"))                  # while the hub runs
restore(Path("hub.zip"), replace=True)    # while it does not: all of it, or nothing has changed
erasures.note("hub.User", [7])            # in the transaction that erases: no restored backup brings it back
"""
