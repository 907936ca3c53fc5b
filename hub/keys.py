"""Numbers that come in addresses: a larger one than any key makes a database fail, where it should find nothing."""

LONGEST_KEY = 2**63 - 1
