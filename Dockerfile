# groupmate in a container; docs/operating.md says how to run it.

FROM python:3.12-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/venv
COPY requirements.lock /tmp/requirements.lock
RUN /opt/venv/bin/pip install --require-hashes --only-binary=:all: -r /tmp/requirements.lock \
    && /opt/venv/bin/pip uninstall --yes pip
COPY bot /app/bot
COPY handlers /app/handlers
COPY storage /app/storage
COPY programmes /app/programmes
# Compiled here, as the user below cannot write there: it would be done again at every start.
RUN python -m compileall -q /app /opt/venv/lib

FROM python:3.12-slim-bookworm
RUN useradd --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin groupmate \
    && install -d -o groupmate -g groupmate /data
COPY --from=build /opt/venv /opt/venv
COPY --from=build /app /app
# The safe path keeps what lies in /data from being imported.
ENV PYTHONPATH=/app PYTHONSAFEPATH=1 PYTHONUNBUFFERED=1 GROUPMATE_CACHE=/data/cache
USER 10001:10001
WORKDIR /data
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s CMD ["/opt/venv/bin/python", "-c", "\
import http.client; \
asked = http.client.HTTPConnection('127.0.0.1', 8080, timeout=4); \
asked.request('GET', '/healthz'); \
raise SystemExit(asked.getresponse().status != 200)"]
ENTRYPOINT ["/opt/venv/bin/python", "-m", "bot"]
CMD ["run", "--config", "/data/config.toml"]
