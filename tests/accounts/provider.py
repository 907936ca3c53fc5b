"""An OpenID Connect provider as a process of its own: discovery, keys, codes with PKCE, signed ID tokens.

`python provider.py` prints its address. Whoever asks at /authorize says in `play` (JSON) what to do otherwise than a good
provider does: {"claims": {…}, "sign": "none" | "other" | "secret", "nonce": "…"}.
"""

import json
import secrets
import time
from base64 import urlsafe_b64encode
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER = rsa.generate_private_key(public_exponent=65537, key_size=2048)
codes = {}


class Provider(BaseHTTPRequestHandler):
    def do_GET(self):
        url = urlsplit(self.path)
        asked = {name: values[0] for name, values in parse_qs(url.query).items()}
        if url.path == "/.well-known/openid-configuration":
            places = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
            self._say({"issuer": ISSUER, **{name: f"{ISSUER}/{path}" for name, path in places.items()}})
        elif url.path == "/keys":
            public = json.loads(RSAAlgorithm.to_jwk(KEY.public_key()))
            self._say({"keys": [{**public, "kid": "one", "alg": "RS256", "use": "sig"}]})
        elif url.path == "/authorize":
            code = secrets.token_urlsafe()
            codes[code] = asked
            self.send_response(302)
            self.send_header("Location", f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}")
            self.end_headers()

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        sent = {name: values[0] for name, values in parse_qs(body).items()}
        asked = codes.pop(sent.get("code"), None)
        proof = urlsafe_b64encode(sha256(sent.get("code_verifier", "").encode()).digest()).decode().rstrip("=")
        if not asked or proof != asked.get("code_challenge") or sent.get("client_secret") != "the-secret":
            self._say({"error": "invalid_grant"}, 400)
            return
        self._say({"access_token": "unused", "token_type": "Bearer", "id_token": self._token(asked)})

    def _token(self, asked):
        play, now = json.loads(asked.get("play", "{}")), int(time.time())
        claims = {
            "iss": ISSUER,
            "aud": asked["client_id"],
            "iat": now,
            "exp": now + 300,
            "nonce": asked.get("nonce"),
            "sub": "s1",
        }
        claims = {name: value for name, value in {**claims, **play.get("claims", {})}.items() if value is not None}
        if play.get("sign") == "none":
            return jwt.encode(claims, None, algorithm="none", headers={"kid": "one"})
        if play.get("sign") == "secret":
            return jwt.encode(claims, "the-secret-the-secret-the-secret-", algorithm="HS256", headers={"kid": "one"})
        return jwt.encode(claims, OTHER if play.get("sign") == "other" else KEY, algorithm="RS256", headers={"kid": "one"})

    def _say(self, answer, status=200):
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(answer).encode())

    def log_message(self, *args):
        """Says nothing."""


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    ISSUER = f"http://127.0.0.1:{server.server_port}"
    print(ISSUER, flush=True)  # noqa: T201 - whoever started it reads this line
    server.serve_forever()
