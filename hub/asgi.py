"""The ASGI application: pages through one thread hop each, sockets through Channels. Starts nothing by itself."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")

import django

django.setup()

from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from channels.sessions import SessionMiddlewareStack
from django.urls import path

from hub.handler import OneHopHandler
from realtime.consumer import HubConsumer

application = ProtocolTypeRouter(
    {
        "http": OneHopHandler(),
        "websocket": AllowedHostsOriginValidator(SessionMiddlewareStack(URLRouter([path("ws/", HubConsumer.as_asgi())]))),
    }
)
