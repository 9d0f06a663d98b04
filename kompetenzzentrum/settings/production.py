from kompetenzzentrum.settings.basis import *  # noqa: F403
