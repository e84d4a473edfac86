FROM python:3.11-slim-bookworm AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /src
RUN python -m venv /opt/kefu
COPY requirements.txt requirements-build.txt ./
RUN /opt/kefu/bin/pip install --require-hashes -r requirements.txt -r requirements-build.txt
COPY . .
RUN /opt/kefu/bin/pip install --no-deps --no-build-isolation . && /opt/kefu/bin/pip check

FROM python:3.11-slim-bookworm
ENV PATH=/opt/kefu/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 KEFU_ENV=production
RUN useradd --system --uid 10001 --create-home --home-dir /var/lib/kefu kefu
COPY --from=build /opt/kefu /opt/kefu
USER 10001
WORKDIR /var/lib/kefu
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import urllib.request as http; http.urlopen('http://127.0.0.1:8000/healthz', timeout=2)"]
ENTRYPOINT ["kefu"]
CMD ["serve", "--host", "0.0.0.0"]
