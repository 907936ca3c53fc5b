"""The WSGI application: pages where they are served apart from sockets."""

import os

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")
if not settings.REDIS_URL:
    # Without it live notices, limits and caches live in one process, and this would be a second one.
    raise ImproperlyConfigured("pages apart from sockets need REDIS_URL; `manage.py serve` does without it")
application = get_wsgi_application()
