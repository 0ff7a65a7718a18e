# One image for the site's processes. Read-only at run time, but for DATA_DIR.
FROM python:3.11-slim-bookworm AS made
WORKDIR /site
COPY requirements/run.txt requirements/postgresql.txt requirements/
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --require-hashes --only-binary :all: \
    -r requirements/run.txt -r requirements/postgresql.txt
COPY . .
# Files are collected once, named by their content. The key here signs nothing.
RUN SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(60))')" STATIC_ROOT=/static \
    DATABASE_URL=sqlite://:memory: /venv/bin/python manage.py collectstatic --no-input --verbosity 0

FROM python:3.11-slim-bookworm
RUN useradd --system --uid 10001 --home-dir /nonexistent mscalc && install -d -o mscalc /data
COPY --from=made /venv /venv
COPY --from=made /static /static
COPY --from=made /site /site
WORKDIR /site
USER mscalc
ENV PATH=/venv/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 \
    DATA_DIR=/data STATIC_ROOT=/static
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s CMD ["python", "manage.py", "healthy"]
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--workers", "1", \
     "--blocking-threads", "4", "--no-ws", "--log-level", "warning", "mscalc.wsgi:application"]
