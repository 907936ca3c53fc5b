"""The one socket. Says that something changed, never what."""

from channels.generic.websocket import AsyncJsonWebsocketConsumer


class HubConsumer(AsyncJsonWebsocketConsumer):
    """Not open yet: live notices have their own step, so every socket is closed at once."""

    async def connect(self) -> None:
        await self.close()
