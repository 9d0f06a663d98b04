"""Production settings plus one hello-world view as the measure of all others."""

from kompetenzzentrum.settings.production import *  # noqa: F403

ROOT_URLCONF = "tests.bench.adressen"
