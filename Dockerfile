# One image for `serve`, `worker` and `migrate`: the same program, installed from the hash-locked packages.
ARG PYTHON_VERSION=3.11

FROM python:${PYTHON_VERSION}-slim AS frontend
WORKDIR /src
COPY requirements/frontend.txt requirements/frontend.txt
RUN pip install --no-cache-dir --disable-pip-version-check --require-hashes --requirement requirements/frontend.txt
COPY frontend/console frontend/console
RUN cd frontend/console && npm ci --silent
COPY frontend/map frontend/map
RUN cd frontend/map && npm ci --silent && npm run --silent build
COPY docs/openapi.json docs/openapi.json
COPY app app
RUN cd frontend/console && npm run --silent build

FROM python:${PYTHON_VERSION}-slim AS build
WORKDIR /src
RUN python -m venv /opt/pollwatch
COPY requirements/base.txt requirements/base.txt
RUN /opt/pollwatch/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes --requirement requirements/base.txt
COPY pyproject.toml setup.py MANIFEST.in LICENSE alembic.ini ./
COPY app app
COPY --from=frontend /src/app/web/console app/web/console
COPY --from=frontend /src/app/web/map app/web/map
COPY migrations migrations
COPY docs/problems.md docs/problems.md
RUN /opt/pollwatch/bin/pip install --no-cache-dir --disable-pip-version-check --no-deps --no-build-isolation .

FROM python:${PYTHON_VERSION}-slim
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin pollwatch \
    && install --directory --owner=pollwatch --group=pollwatch --mode=0700 /data
COPY --from=build /opt/pollwatch /opt/pollwatch
ENV PATH=/opt/pollwatch/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 APP_DATA_DIR=/data
USER pollwatch
WORKDIR /data
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/readyz', timeout=4)"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["pollwatch"]
CMD ["serve", "--host", "0.0.0.0", "--migrate"]
