# The command `handover` as an image: an unprivileged user, nothing written outside what is mounted, the C engine.
#
#   docker build -t handover .
#   docker build -t handover:pdf --target pdf .          with what PDF needs, a Chinese font included
#   docker build -t handover:serve --target serve .      with what the service needs (examples/operations/compose.yaml)
#   docker run --rm --read-only --user "$(id -u)" -v "$PWD:/policies:ro" handover check .
#
# An index of your own: docker build --build-arg PIP_INDEX_URL=… . (pip reads it; nothing of it stays in the image)

# Debian keeps one version of a package; a pinned one would be gone at its next security fix.
# hadolint global ignore=DL3008

ARG PYTHON=3.12
ARG DEBIAN=bookworm

# ── the product with the C engine, in a folder that moves as a whole ─────────────────────────────────────────────────

FROM python:${PYTHON}-slim-${DEBIAN} AS build
RUN apt-get update \
    && apt-get install -y --no-install-recommends gcc libc6-dev \
    && rm -rf /var/lib/apt/lists/*
ARG PIP_INDEX_URL
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /source
COPY . .
# The flag names the successor of a C function that Python 3.13 took away; an older Python is none the worse for it.
ENV CPPFLAGS=-DPyEval_CallObject=PyObject_CallObject
RUN python -m venv --without-pip /opt/handover \
    && python -m pip --python /opt/handover/bin/python install ".[durable]" \
    && /opt/handover/bin/python -c "import durable_rules_engine"

FROM build AS build-pdf
RUN python -m pip --python /opt/handover/bin/python install ".[durable,pdf]"

FROM build AS build-serve
RUN python -m pip --python /opt/handover/bin/python install ".[durable,serve]"

# ── what all images run on ──────────────────────────────────────────────────────────────────────────────────────────

FROM python:${PYTHON}-slim-${DEBIAN} AS runtime
LABEL org.opencontainers.image.title="handover-policy" \
      org.opencontainers.image.licenses="Apache-2.0"
# git: `diff` and `plan` read revisions.
RUN apt-get update \
    && apt-get install -y --no-install-recommends git \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --user-group --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin handover
ENV PATH=/opt/handover/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUTF8=1
WORKDIR /policies
ENTRYPOINT ["handover"]
CMD ["--help"]

# ── the images ───────────────────────────────────────────────────────────────────────────────────────────────────────

FROM runtime AS pdf
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fontconfig fonts-noto-cjk \
    && rm -rf /var/lib/apt/lists/* \
    && fc-cache --force --system-only
COPY --from=build-pdf /opt/handover /opt/handover
USER 10001:10001

FROM runtime AS serve
COPY --from=build-serve /opt/handover /opt/handover
# The folder of the data is the one that is written to; a volume that is put there takes its owner from it.
RUN mkdir /data && chown 10001:10001 /data && chmod 700 /data
WORKDIR /data
USER 10001:10001

FROM runtime AS handover
COPY --from=build /opt/handover /opt/handover
USER 10001:10001
