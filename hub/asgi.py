"""The ASGI application: pages through one thread hop each, sockets through Channels. Starts nothing by itself."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")

import django

django.setup()

from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path

from hub.handler import OneHopHandler
from realtime.socket import application as socket

application = ProtocolTypeRouter({"http": OneHopHandler(), "websocket": URLRouter([path("ws/", socket)])})
