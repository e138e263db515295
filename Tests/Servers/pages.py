"""A small site for tests: an agency's page, one that is gone, and ways that lead there or into a private network."""
import http.server

import ending  # noqa: F401

PAGE = """<!doctype html><meta charset="utf-8"><title>ITA 2568</title>
<h3>O1 โครงสร้าง</h3><p><a href="o1.pdf">แผนผัง ที่นี่</a></p>""".encode()


class Pages(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        away = {"/away": "/ita/", "/inside": "http://169.254.169.254/latest/"}.get(self.path)
        body = PAGE if self.path == "/ita/" else b"%PDF-1.4" if self.path == "/pdf" else b"no"
        found = self.path in ("/ita/", "/pdf")
        self.send_response(302 if away else 200 if found else 404)
        if away:
            self.send_header("location", away)
        self.send_header("content-type", "text/html; charset=utf-8")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *words):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Pages)
print("ready", server.server_address[1], flush=True)
server.serve_forever()
