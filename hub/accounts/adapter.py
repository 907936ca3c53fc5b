"""What the hub decides differently from allauth."""

from allauth.account.adapter import DefaultAccountAdapter


class HubAccountAdapter(DefaultAccountAdapter):
    """Nobody signs up by allauth's own form: the sign-in page serves known and new people alike."""

    def is_open_for_signup(self, request) -> bool:
        return False
