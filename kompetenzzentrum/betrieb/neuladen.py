"""Runs the Celery worker for `make dev` and restarts it when a Python file changes."""

import sys

import django
from celery.bin.celery import main
from django.utils import autoreload

if __name__ == "__main__":
    django.setup()
    argumente = sys.argv[1:]

    def arbeiten() -> None:
        sys.argv = ["celery", *argumente]
        main()

    autoreload.run_with_reloader(arbeiten)
