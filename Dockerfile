# The service: the same image for web, worker, solver and beat; what differs is the command.
FROM python:3.12-slim AS build
WORKDIR /srv/matchmaking
COPY requirements/base.txt requirements/base.txt
RUN python -m venv /opt/venv && /opt/venv/bin/pip install --no-cache-dir --require-hashes -r requirements/base.txt
COPY . .
RUN /opt/venv/bin/pip install --no-cache-dir --no-deps --no-build-isolation --editable . \
    && /opt/venv/bin/pybabel -q compile -f -d translations

FROM python:3.12-slim
RUN useradd --system --create-home --uid 10001 matchmaking
COPY --from=build /opt/venv /opt/venv
COPY --from=build /srv/matchmaking /srv/matchmaking
WORKDIR /srv/matchmaking
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 NUMBA_CACHE_DIR=/var/cache/matchmaking
RUN install -d -o matchmaking -g matchmaking /var/cache/matchmaking
USER matchmaking
# The engine's hot loops as machine code; on a processor of another kind they are compiled again, into the same folder.
RUN python -m matchmaking.engine.warm
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s \
    CMD python -c "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/health/ready', timeout=4)"
CMD ["gunicorn", "--no-control-socket", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", "--workers", "2", "--threads", "8", "--access-logfile", "-", "wsgi:app"]
