# Two stages: the first installs from the lock with hashes, the second carries what runs, as nobody in particular.
# Any image with Python 3.11 or newer will do; name yours, and pin its digest, by build argument.
ARG PYTHON_IMAGE=python:3.13-slim

# hadolint ignore=DL3006
FROM ${PYTHON_IMAGE} AS build
WORKDIR /src
RUN python -m venv /opt/paperdesk
COPY requirements-server.lock .
RUN /opt/paperdesk/bin/python -m pip install --no-cache-dir --no-deps --require-hashes -r requirements-server.lock
COPY pyproject.toml README.md LICENSE ./
COPY bot bot
COPY prompts prompts
COPY migrations migrations
RUN /opt/paperdesk/bin/python -m pip install --no-cache-dir --no-deps --no-build-isolation .

# hadolint ignore=DL3006
FROM ${PYTHON_IMAGE}
# Connections to chats and models are checked against the system's certificates: an image without them must not get far.
RUN test -s /etc/ssl/certs/ca-certificates.crt \
    && useradd --uid 10001 --no-create-home --home-dir /data --shell /usr/sbin/nologin paperdesk \
    && install -d -o paperdesk /data
COPY --from=build /opt/paperdesk /opt/paperdesk
ENV PATH=/opt/paperdesk/bin:$PATH \
    PAPERDESK_DATA_DIR=/data \
    PAPERDESK_HTTP_HOST=0.0.0.0 \
    PAPERDESK_HTTP_PORT=8000 \
    PYTHONDONTWRITEBYTECODE=1
# The one place that is written to; the rest of the file system may be read-only, with a tmpfs on /tmp.
VOLUME /data
WORKDIR /data
USER 10001
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
    CMD ["python", "-c", "import os, urllib.request as r; r.urlopen(f\"http://127.0.0.1:{os.environ['PAPERDESK_HTTP_PORT']}/healthz\", timeout=4)"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["paperdesk"]
CMD ["serve"]
