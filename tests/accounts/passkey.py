"""A security key in software: makes passkeys and signs with them, as a browser hands it on."""

import json
from hashlib import sha256
from secrets import token_bytes

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2 import cbor
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode

UP, UV, ATTESTED = 0x01, 0x04, 0x40


class Key:
    """One passkey of one person, on one site."""

    def __init__(self, site="testserver", verifies=True):
        self.site, self.flags = site, UP | (UV if verifies else 0)
        self.private = ec.generate_private_key(ec.SECP256R1())
        self.id, self.owner = token_bytes(16), b""

    def _said(self, kind, challenge):
        return json.dumps(
            {"type": f"webauthn.{kind}", "challenge": challenge, "origin": f"https://{self.site}", "crossOrigin": False}
        ).encode()

    def _state(self, more=b"", flags=0):
        return sha256(self.site.encode()).digest() + bytes([self.flags | flags]) + bytes(4) + more

    def make(self, options):
        """The answer to "make a passkey"."""
        options = options["publicKey"]
        self.owner = websafe_decode(options["user"]["id"])
        public = cbor.encode(dict(ES256.from_cryptography_key(self.private.public_key())))
        data = self._state(bytes(16) + len(self.id).to_bytes(2, "big") + self.id + public, ATTESTED)
        attestation = cbor.encode({"fmt": "none", "attStmt": {}, "authData": data})
        return self._answer(clientDataJSON=self._said("create", options["challenge"]), attestationObject=attestation)

    def sign(self, options, owner=None):
        """The answer to "prove that you are somebody"."""
        said, data = self._said("get", options["publicKey"]["challenge"]), self._state()
        signature = self.private.sign(data + sha256(said).digest(), ec.ECDSA(SHA256()))
        owner = self.owner if owner is None else owner
        return self._answer(clientDataJSON=said, authenticatorData=data, signature=signature, userHandle=owner)

    def _answer(self, **response):
        name = websafe_encode(self.id)
        return json.dumps(
            {
                "id": name,
                "rawId": name,
                "type": "public-key",
                "clientExtensionResults": {},
                "response": {part: websafe_encode(value) for part, value in response.items()},
            }
        )


def add_passkey(client, key, name="Blue key"):
    """Have whoever is signed in add `key`; the answer."""
    options = client.get("/settings/security/passkey/new/").json()
    return client.post("/settings/security/passkey/", {"name": name, "credential": key.make(options)})


def come_in_by_passkey(client, key, **more):
    """Sign in with nothing but `key`; the answer."""
    options = client.get("/sign-in/passkey/").json()
    return client.post("/sign-in/passkey/", {"credential": key.sign(options), **more})
