"""The hub's own settings, told that the suite runs: a faster hasher, mail in memory, plain static files."""

import os

os.environ["HUB_TEST"] = "1"
os.environ["HUB_EXTRA_APPS"] = "tests.sample"
from hub.settings import *  # noqa: F403

# Pages of the tests ask for no collected files; WhiteNoise warns where the folder is missing.
STATIC_ROOT = BASE_DIR / "static"  # noqa: F405

# Tests of alerts switch them on; for all others the disk of the machine is not their matter.
ALERTS = False

# The switch is tested though no catalogue is there yet.
LANGUAGES = [("en-gb", "English"), ("cy", "Cymraeg")]
