"""A mail server for tests: what it takes it writes down, one JSON object a line. mail.py FILE [--tls CERTIFICATE KEY] [--login USER PASSWORD]"""
import json
import socket
import ssl
import sys
import time

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

import ending  # noqa: F401

arguments = sys.argv[1:]
file = arguments.pop(0)
tls = login = None
while arguments:
    if arguments[0] == "--tls":
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(arguments[1], arguments[2])
    else:
        login = (arguments[1].encode(), arguments[2].encode())
    del arguments[:3]


class Keep:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("nobody@"):
            return "550 no such user"
        if address.startswith("later@"):
            return "451 try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        told = {
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "tls": session.ssl is not None,
            "data": envelope.content.decode("ascii"),
        }
        with open(file, "a") as out:
            out.write(json.dumps(told) + "\n")
        return "250 OK"


def check(server, session, envelope, mechanism, data):
    return AuthResult(success=(data.login, data.password) == login, handled=False)


with socket.socket() as probe:
    probe.bind(("127.0.0.1", 0))
    port = probe.getsockname()[1]
options = {}
if tls:
    options.update(tls_context=tls, require_starttls=True)
if login:
    options.update(authenticator=check, auth_required=True)
Controller(Keep(), hostname="127.0.0.1", port=port, **options).start()
print(f"ready {port}", flush=True)
while True:
    time.sleep(60)
