# syntax=docker/dockerfile:1
# The service:           docker build --build-arg VERSION=1.2.3 -t linkrecommendation .
# The training program:  docker build --target training -t linkrecommendation-training .
ARG PYTHON_IMAGE=python:3.11-slim-bookworm

FROM ${PYTHON_IMAGE} AS packages
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /build
COPY requirements.txt ./
# Only wheels, so that the image needs no compiler. requirements.txt pins each by its hash.
RUN python -m venv /opt/venv \
    && /opt/venv/bin/pip install --require-hashes --no-deps --only-binary :all: -r requirements.txt

FROM packages AS training-packages
COPY requirements-training.txt ./
# Unlike above, source packages are allowed: sqlitedict has no wheel, but it is pure Python.
RUN /opt/venv/bin/pip install --require-hashes --no-deps -r requirements-training.txt

FROM ${PYTHON_IMAGE} AS base
ENV PATH=/opt/venv/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin linkrecommendation \
    && install --directory --owner=linkrecommendation /data
WORKDIR /srv/app

FROM base AS training
COPY --from=training-packages /opt/venv /opt/venv
COPY linking linking
COPY training training
USER 10001
VOLUME /data
ENTRYPOINT ["python", "-m", "training"]

FROM base AS service
COPY --from=packages /opt/venv /opt/venv
COPY gunicorn.conf.py ./
COPY linking linking
COPY api api
COPY spec spec
ARG VERSION=dev
RUN printf '%s\n' "$VERSION" >VERSION
ENV DATA_DIR=/data HOST=0.0.0.0 PORT=8000
USER 10001
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s \
    CMD ["python", "-c", "import os, urllib.request as r; r.urlopen(f\"http://127.0.0.1:{os.environ['PORT']}/healthz\", timeout=2)"]
ENTRYPOINT ["gunicorn", "--config", "gunicorn.conf.py", "api.wsgi:app"]
