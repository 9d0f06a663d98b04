# One command starts everything: make start. Nothing has to be installed but Python 3.11 with venv, and make.
PYTHON ?= python3
DEMO ?= 1
VPY := .venv/bin/python
EINRICHTEN := $(PYTHON) kompetenzzentrum/betrieb/umgebung.py

.DEFAULT_GOAL := help
.PHONY: help start dev test check bench format python werkzeug

help:
	@echo "make start    startet das ganze Portal: http://127.0.0.1:8000 (PORT=8123 make start)"
	@echo "make dev      startet es zum Entwickeln: lädt Änderungen nach, zeigt Fehler"
	@echo "make test     alle Tests, mit echter Datenbank und echtem Browser"
	@echo "make check    Form, Typen, Stockwerke, Vorlagen, Migrationen"
	@echo "make bench    misst Geschwindigkeit und Güte der Suche (etwa 25 Minuten)"
	@echo "make format   bringt Python-Dateien in Form"

python:
	@command -v $(PYTHON) >/dev/null || { echo "Es fehlt Python 3.11 oder neuer: apt install python3 python3-venv"; exit 1; }

start: python
	@$(EINRICHTEN)
	@$(VPY) -m kompetenzzentrum.betrieb.frontend
	@DEMO=$(DEMO) exec $(VPY) -m kompetenzzentrum.betrieb.starten

dev: python
	@$(EINRICHTEN)
	@$(VPY) -m kompetenzzentrum.betrieb.frontend
	@DEMO=$(DEMO) exec $(VPY) -m kompetenzzentrum.betrieb.starten --entwicklung

werkzeug: python
	@$(EINRICHTEN) --alles
	@$(VPY) -m kompetenzzentrum.betrieb.frontend --alles

test: werkzeug
	$(VPY) -m pytest --dist load -n $$($(VPY) -c "import os; print(min(4, len(os.sched_getaffinity(0))))")

check: werkzeug
	$(VPY) -m ruff format --check
	$(VPY) -m ruff check
	$(VPY) -m mypy
	.venv/bin/lint-imports
	DJANGO_SETTINGS_MODULE=kompetenzzentrum.settings.test $(VPY) -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run
	DJANGO_SETTINGS_MODULE=kompetenzzentrum.settings.production PORTAL_URL=https://example.org $(VPY) manage.py check --deploy --fail-level ERROR
	git ls-files -z '*.html' | xargs -0 .venv/bin/djade --check --target-version 5.2

bench: werkzeug
	$(VPY) -m tests.bench

format: werkzeug
	$(VPY) -m ruff check --fix
	$(VPY) -m ruff format
	git ls-files -z '*.html' | xargs -0 .venv/bin/djade --target-version 5.2
