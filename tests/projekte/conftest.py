from tests.versand.conftest import postamt  # noqa: F401
