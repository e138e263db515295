"""What the browser tests share: the program on a fresh demo office, a real browser, and how to look at a page."""
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = os.environ["PRONGSAI_PROGRAM"]
PASSWORD = "ปลาทูสามตัวในเข่ง"
PHONE = {"width": 390, "height": 844}
WIDE = {"width": 1280, "height": 900}


class Server:
    """`prongsai serve` on a folder of its own."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.environment = dict(
            os.environ,
            PRONGSAI_ROOT=str(ROOT),
            PRONGSAI_DATABASE=f"sqlite:{self.folder}/prongsai.db",
            PRONGSAI_LANGUAGE="th",
            # Tests ask nobody outside.
            PRONGSAI_WATCH_REFERENCES="",
        )
        self.process = None
        self.start()

    def command(self, *arguments, given=""):
        run = subprocess.run(
            [PROGRAM, *arguments], env=self.environment, cwd=self.folder, input=given, capture_output=True, text=True
        )
        if run.returncode not in (0, 1):
            raise AssertionError(f"{arguments}: {run.returncode}\n{run.stdout}\n{run.stderr}")
        return run.stdout

    def start(self, listen="127.0.0.1:0"):
        self.process = subprocess.Popen(
            [PROGRAM, "serve", "--listen", listen],
            env=self.environment,
            cwd=self.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self.setup_code = None
        while True:
            line = self.process.stdout.readline()
            if not line:
                raise AssertionError("the server did not start")
            found = re.search(r"http://127\.0\.0\.1:(\d+)/", line)
            if found:
                self.address = found.group(0).rstrip("/")
            if "Ctrl+C" in line:
                break
        code = re.compile(r"[0-9A-Z]{5}-[0-9A-Z]{5}-[0-9A-Z]{5}")
        if "account" not in self.marks():
            found = code.search(self.process.stdout.readline())
            self.setup_code = found.group(0) if found else None

    def marks(self):
        """Whether anybody can sign in already, so that no set-up code will be shown."""
        return {"account"} if (self.folder / ".has-account").exists() else set()

    def stop(self, kill=False):
        (self.process.kill if kill else self.process.terminate)()
        self.process.wait(20)
        self.process.stdout.close()


class DeskTest(unittest.TestCase):
    """A test with a server and a browser; `demo` says whether the office has content."""

    demo = True

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="prongsai-browser-")
        if cls.demo:
            cls.fill()
        cls.server = Server(cls.folder)
        cls.playwright = sync_playwright().start()
        cls.browser = cls.playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-dev-shm-usage"]
        )

    @classmethod
    def tearDownClass(cls):
        cls.browser.close()
        cls.playwright.stop()
        cls.server.stop()
        shutil.rmtree(cls.folder, ignore_errors=True)

    @classmethod
    def fill(cls):
        """A small office with scores, last round's report and three people who can sign in."""
        environment = dict(os.environ, PRONGSAI_ROOT=str(ROOT), PRONGSAI_DATABASE=f"sqlite:{cls.folder}/prongsai.db")

        def command(*arguments, given=""):
            run = subprocess.run(
                [PROGRAM, *arguments], env=environment, cwd=ROOT, input=given, capture_output=True, text=True
            )
            assert run.returncode in (0, 1), (arguments, run.stdout, run.stderr)

        command("init", "--name", "สำนักงานเขตตัวอย่าง", "--key", "demo", "--edition", "bma-ita-2567", "--year", "2568")
        command("unit", "add", "ฝ่ายปกครอง", "ฝ่ายทะเบียน")
        people = [
            ("officer", "กานดา เจ้าหน้าที่", "ฝ่ายปกครอง"),
            ("director", "ประเสริฐ ผู้อำนวยการ", "ฝ่ายปกครอง"),
            ("unit_officer", "ธนภัทร ทะเบียน", "ฝ่ายทะเบียน"),
        ]
        for role, name, unit in people:
            command("person", "add", name, "--role", role, "--unit", unit)
            command("person", "password", name, "--login", role, given=PASSWORD + "\n")
        command("import", "scores", "Demo/scores.csv", "--apply")
        command("import", "report", "Demo/report.md", "--apply")
        command("plan", "measure", "edit", "1.1", "--unit", "ฝ่ายทะเบียน", "--person", "ธนภัทร ทะเบียน")
        command("disclosures", "open", "--year", "2568")
        command("disclosures", "describe", "O1", "--year", "2568", "--title", "โครงสร้างและอำนาจหน้าที่")
        # An address the watcher must not look at: it lies inside this machine.
        command("disclosures", "address", "add", "O1", "http://127.0.0.1:9/structure", "--year", "2568")
        command("check", "ask", "O1", "--year", "2568")
        (pathlib.Path(cls.folder) / ".has-account").touch()

    def page(self, login=None, viewport=WIDE, **options):
        """A page in a browser of its own, signed in where a login is given."""
        context = self.browser.new_context(viewport=viewport, base_url=self.server.address, **options)
        self.addCleanup(context.close)
        page = context.new_page()
        page.faults = []
        page.on("console", lambda said: page.faults.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: page.faults.append(str(error)))
        if login:
            page.goto("/sign-in")
            page.fill("[name=login]", login)
            page.fill("[name=password]", PASSWORD)
            page.click("main button")
            page.wait_for_url(lambda address: "/sign-in" not in address)
        return page

    def check(self, page, what=""):
        """Nothing a blind, a colour-blind or a phone's user would stumble over, and no fault in the console."""
        found = Axe().run(page).response["violations"]
        told = [(rule["id"], [node["html"][:160] for node in rule["nodes"][:3]]) for rule in found]
        self.assertEqual(told, [], f"{page.url} {what}")
        width = page.evaluate("document.documentElement.scrollWidth")
        self.assertLessEqual(width, page.viewport_size["width"], f"{page.url} is wider than the window {what}")
        self.assertEqual(page.faults, [], page.url)


def links(page):
    """Addresses of this site that a page leads to."""
    return page.evaluate(
        """() => [...document.querySelectorAll('a[href]')].map(a => new URL(a.href)).filter(u => u.origin === location.origin)
        .map(u => u.pathname + u.search)"""
    )
