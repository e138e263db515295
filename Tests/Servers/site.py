"""A website for tests, whose pages stand in a file that the test writes: site.py FILE

FILE holds one JSON object: {"/path": {"status": 200, "type": "text/html", "body": "…", "etag": "…", "location": "…",
"retryAfter": "…", "delay": 0.5, "base64": "…"}}. What is not in it is not found. Each request is written down in FILE.log, one JSON object a line."""
import base64
import http.server
import json
import pathlib
import sys
import time

import ending  # noqa: F401

file = pathlib.Path(sys.argv[1])


class Page(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        with open(str(file) + ".log", "a") as out:
            out.write(json.dumps({"path": self.path, "agent": self.headers.get("user-agent", ""),
                                  "cookie": self.headers.get("cookie", "")}) + "\n")
        try:
            pages = json.loads(file.read_text())
        except ValueError:
            pages = {}
        page = pages.get(self.path, {"status": 404, "body": "<h1>404</h1>"})
        time.sleep(page.get("delay", 0))
        status = page.get("status", 200)
        body = base64.b64decode(page["base64"]) if page.get("base64") else page.get("body", "").encode()
        if page.get("etag") and self.headers.get("if-none-match") == page["etag"]:
            status, body = 304, b""
        self.send_response(status)
        self.send_header("content-type", page.get("type", "text/html; charset=utf-8"))
        for field, name in (("etag", "etag"), ("location", "location"), ("retryAfter", "retry-after")):
            if page.get(field):
                self.send_header(name, page[field])
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        try:
            self.wfile.write(body)
        except OSError:
            pass

    def log_message(self, *rest):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page)
print(f"ready {server.server_port}", flush=True)
server.serve_forever()
