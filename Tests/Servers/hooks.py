"""An HTTP server for tests: what it is sent it writes down, one JSON object a line. hooks.py FILE [CERTIFICATE KEY]"""
import http.server
import json
import ssl
import sys
import time

import ending  # noqa: F401

file = sys.argv[1]


class Hook(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("content-length") or 0)).decode()
        with open(file, "a") as out:
            headers = {name.lower(): value for name, value in self.headers.items()}
            out.write(json.dumps({"path": self.path, "headers": headers, "body": body}) + "\n")
        if self.path == "/slow":
            time.sleep(30)
        # What LINE answers where there are too many messages: in the month, or at a time.
        busy = {"/quota/v2/bot/message/push": "You have reached your monthly limit.",
                "/rate/v2/bot/message/push": "The API rate limit has been exceeded. Try again later."}.get(self.path)
        self.send_response(429 if busy else {"/fail": 500, "/redirect": 302}.get(self.path, 200))
        if self.path == "/redirect":
            self.send_header("location", "/elsewhere")
        answer = b"x" * 1_000_000 if self.path == "/big" else b"thanks"
        if busy:
            answer = json.dumps({"message": busy}).encode()
        self.send_header("content-length", str(len(answer)))
        self.end_headers()
        try:
            self.wfile.write(answer)
        except OSError:
            pass  # nobody listens to so much

    def do_GET(self):
        self.do_POST()

    def log_message(self, *rest):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Hook)
if len(sys.argv) > 2:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[2], sys.argv[3])
    server.socket = context.wrap_socket(server.socket, server_side=True)
print(f"ready {server.server_port}", flush=True)
server.serve_forever()
