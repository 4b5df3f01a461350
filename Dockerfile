# One image for web, worker and beat; docker-compose.yml tells which command each runs.
FROM python:3.11-slim

ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1

# WeasyPrint draws the letters and registers with Pango.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends \
        fonts-liberation libharfbuzz-subset0 libpango-1.0-0 libpangoft2-1.0-0 \
    && rm -rf /var/lib/apt/lists/*

RUN useradd --system --uid 1001 --create-home --home-dir /home/service service
WORKDIR /srv/leadingtogether

COPY requirements.txt ./
RUN pip install --require-hashes --requirement requirements.txt

COPY . .

ENV PRODUCTION=yes \
    VAR_DIR=/var/lib/leadingtogether \
    STATIC_ROOT=/srv/leadingtogether/static-collected

# Static files need none of the real settings; these are thrown away with the command.
RUN mkdir -p "$VAR_DIR" && chown service:service "$VAR_DIR" \
    && SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(50))')" \
       FIELD_KEYS="$(python -c 'from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())')" \
       ALLOWED_HOSTS=build.example BASE_URL=https://build.example DATABASE_URL=postgresql://build@127.0.0.1/build \
       python manage.py collectstatic --noinput

USER service
EXPOSE 8000
CMD ["gunicorn", "leadingtogether.wsgi:application"]
