"""Production settings plus one hello-world view as the measure of all others."""

from kompetenzzentrum.settings.production import *  # noqa: F403

ROOT_URLCONF = "tests.bench.adressen"
# In a rush nobody waits two seconds before sending: without that pause it is a harder one.
FORMULAR_MINDESTDAUER = 0
