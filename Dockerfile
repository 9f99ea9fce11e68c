# syntax=docker/dockerfile:1
# The service:           docker build --build-arg VERSION=1.2.3 -t linkrecommendation .
# The training program:  docker build --target training --build-arg VERSION=1.2.3 -t linkrecommendation-training .
# Pass --build-arg ACCELERATOR=required to have them with compiled modules for certain: docs/how-to/production.md
# Pass PYTHON_IMAGE with the digest that your registry shows: docs/how-to/upgrade.md
ARG PYTHON_IMAGE=python:3.11-slim-bookworm

FROM ${PYTHON_IMAGE} AS packages
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /build
# The environment of the images, without pip, and one with the pip that fills it.
RUN python3 -m venv --without-pip /opt/venv && python3 -m venv /opt/pip
COPY requirements.txt ./
# Only wheels, so that the image needs no compiler. requirements.txt pins each by its hash.
RUN /opt/pip/bin/pip --python /opt/venv/bin/python \
    install --require-hashes --no-deps --only-binary :all: -r requirements.txt

# The compiled modules. ACCELERATOR=auto leaves them out where no compiler can be had, required fails, off never builds them.
FROM packages AS accelerator
ARG ACCELERATOR=auto
COPY requirements-build.txt ./
RUN /opt/pip/bin/pip install --require-hashes --no-deps --only-binary :all: -r requirements-build.txt
COPY docker/build-accelerator ./
COPY accelerator accelerator
RUN ./build-accelerator "$ACCELERATOR" /opt/pip/bin/python accelerator wheels

# XGBoost imports SciPy's sparse matrices. Nothing loads the rest of SciPy, and the tests of packages.
FROM packages AS service-packages
# With --build-arg TRACING=on the image can send traces: docs/how-to/production.md
ARG TRACING=off
COPY requirements-tracing.txt ./
RUN if [ "$TRACING" = on ]; then /opt/pip/bin/pip --python /opt/venv/bin/python \
        install --require-hashes --no-deps --only-binary :all: -r requirements-tracing.txt; fi
COPY --from=accelerator /build/wheels accelerator
RUN find accelerator -name '*.whl' -exec /opt/pip/bin/pip --python /opt/venv/bin/python install --no-deps --no-index {} +
RUN find /opt/venv/lib/python3*/site-packages/scipy -mindepth 1 -maxdepth 1 -type d \
        ! -name '_*' ! -name sparse ! -name special -exec rm -r {} + \
    && find /opt/venv -type d -name tests -prune -exec rm -r {} +

FROM packages AS training-packages
COPY requirements-build.txt requirements-training.txt ./
# sqlitedict has no wheel. It is pure Python, and what builds it is pinned, too.
RUN /opt/pip/bin/pip install --require-hashes --no-deps --only-binary :all: -r requirements-build.txt \
    && /opt/pip/bin/pip wheel --require-hashes --no-deps --no-build-isolation --wheel-dir wheels \
        -r requirements-training.txt \
    && /opt/pip/bin/pip --python /opt/venv/bin/python install --no-deps --no-index wheels/*.whl
COPY --from=accelerator /build/wheels accelerator
RUN find accelerator -name '*.whl' -exec /opt/pip/bin/pip --python /opt/venv/bin/python install --no-deps --no-index {} +

FROM ${PYTHON_IMAGE} AS base
ENV PATH=/opt/venv/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
RUN useradd --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin linkrecommendation \
    && install --directory --owner=linkrecommendation /data
WORKDIR /srv/app

FROM base AS training
COPY --from=training-packages /opt/venv /opt/venv
COPY linking linking
COPY training training
ARG VERSION=dev
RUN printf '%s\n' "$VERSION" >VERSION
USER 10001
VOLUME /data
ENTRYPOINT ["python", "-m", "training"]

FROM base AS service
COPY --from=service-packages /opt/venv /opt/venv
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
