#!/usr/bin/env bash
# Version: PyPI authlib 1.9.10
# Behaviour: PrivateKeyJWT makes assertions that are good for an hour. Who gives a shorter time by `claims`, as its documentation has it, gets the same `jti`
# in every assertion: the first one writes it into the claims that were given. A server that takes each assertion once, as RFC 7523 (section 3) lets it, then
# refuses the second request for a token, and all that follow.
#
# Output seen:
#   without claims: lifetime 3600, jti different
#   with claims: lifetime 60, jti the same
#
# This package takes an assertion of five minutes at most, once. docs/clients.md shows how to give each one its own claims.
set -euo pipefail
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
cd "$directory"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check authlib==1.9.10 requests==2.32.5
cat > trial.py <<'PYTHON'
import base64
import json
import time
from types import SimpleNamespace

from authlib.oauth2.rfc7523 import PrivateKeyJWT
from joserfc.jwk import ECKey

CLIENT = SimpleNamespace(client_id="nightly", client_secret=ECKey.generate_key("P-256"))


def payload(method):
    part = method.sign(CLIENT, "https://as.example/token").split(".")[1]
    return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))


for name, claims in (("without claims", None), ("with claims", {"exp": int(time.time()) + 60})):
    method = PrivateKeyJWT(alg="ES256", claims=claims)
    first, second = payload(method), payload(method)
    jti = "the same" if first["jti"] == second["jti"] else "different"
    print(f"{name}: lifetime {round((first['exp'] - first['iat']) / 10) * 10}, jti {jti}")
PYTHON
seen=$(venv/bin/python -W ignore trial.py 2>/dev/null)
echo "$seen"
diff <(echo "$seen") - <<'SEEN'
without claims: lifetime 3600, jti different
with claims: lifetime 60, jti the same
SEEN
