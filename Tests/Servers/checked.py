"""A small site for tests: pages of an agency, one whose counter turns, one whose words change."""
import http.server

import ending  # noqa: F401

WORDS = "ประกาศสำนักงานเขตตัวอย่าง เรื่อง แผนดำเนินงานและการใช้งบประมาณประจำปี ปีงบประมาณ พ.ศ. ๒๕๖๘"
asked = 0


class Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        global asked
        asked += 1
        words = {
            "/counter": f"<h1>{WORDS}</h1><p>จำนวนผู้เข้าชม {asked} คน</p>",
            "/changes": f"<h1>{WORDS}</h1><p>ฉบับแก้ไข ก{'ข' * asked}</p>",
        }.get(self.path, f"<h1>{WORDS}</h1><p>ที่นี่ น้ำ ปู่ ญี่ปุ่น กตัญญู เผยแพร่ให้ประชาชนทราบทั่วกัน</p>")
        body = f"<!doctype html><title>แผน</title><main>{words}</main>".encode()
        self.send_response({"/fail": 500, "/redirect": 302}.get(self.path, 200))
        if self.path == "/redirect":
            self.send_header("location", "/page")
        self.send_header("content-type", "text/html; charset=utf-8")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *rest):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page)
print("ready", server.server_address[1], flush=True)
server.serve_forever()
