"""Puts load on the web application and prints what it bore.

    TEST_POSTGRES_URL=… measure.py PROGRAM SECONDS [sqlite]

With `sqlite` only the one office is measured.

Load comes from wrk on the same machine, over loopback, so that program and load share the processors. Nothing here
passes or fails: the table says where a target is met.
"""

import csv
import http.cookiejar
import json
import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from pathlib import Path

root = Path(__file__).resolve().parents[2]
program, seconds = sys.argv[1], int(sys.argv[2])
only_sqlite = sys.argv[3:] == ["sqlite"]
postgres = os.environ["TEST_POSTGRES_URL"]
password = "ปลาทูสามตัวในเข่ง"
agencies = 8_317
clients = 32
# Editions whose items are all known, each with scores of its own.
years = [("nacc-ita-2564", 2565), ("nacc-ita-2566", 2567), ("nacc-ita-2567", 2568)]


def command(database, *arguments, given=""):
    environment = dict(os.environ, PRONGSAI_ROOT=str(root), PRONGSAI_DATABASE=database, PRONGSAI_FILES=str(files))
    run = subprocess.run([program, *arguments], env=environment, cwd=root, input=given, capture_output=True, text=True)
    if run.returncode not in (0, 1):
        sys.exit(f"{arguments}: {run.returncode}\n{run.stdout}{run.stderr}")
    return run.stdout


def office(database):
    """An office with three years: scores, a row an item with a finding, a measure and a result, an owner each."""
    command(database, "init", "--name", "สำนักงานเขตตัวอย่าง", "--key", "demo", "--edition", years[0][0])
    command(database, "unit", "add", "ฝ่ายปกครอง", "ฝ่ายทะเบียน")
    command(database, "person", "add", "กานดา เจ้าหน้าที่", "--role", "officer", "--unit", "ฝ่ายปกครอง")
    command(database, "person", "password", "กานดา เจ้าหน้าที่", "--login", "officer", given=password + "\n")
    items = {}
    for edition, year in years:
        if year != years[0][1]:
            command(database, "year", "open", "--edition", edition, "--year", str(year))
        scores = command(database, "score", "--json", "--year", str(year))
        codes = list(dict.fromkeys(re.findall(r'"code" ?: ?"([IEO]\d+)"', scores)))
        if not codes:
            sys.exit("no items found in: " + scores[:500])
        items[year] = codes
        table = files / f"scores-{year}.csv"
        with table.open("w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out)
            writer.writerow(["ข้อ", "คะแนน"])
            for index, code in enumerate(codes):
                published = "0" if code[0] == "O" and index % 4 == 0 else "100" if code[0] == "O" else f"{80 + index % 19}.{index % 10}0"
                writer.writerow([code, published])
        command(database, "import", "scores", str(table), "--year", str(year), "--apply")
    server = Server(database)
    scopes = [part for scope in ("read", "record", "plan") for part in ("--scope", scope)]
    token = command(database, "person", "token", "กานดา เจ้าหน้าที่", "--label", "load", *scopes).split()[-1]

    def tell(path, body=None):
        request = urllib.request.Request(
            f"{server.address}/api/v1/agencies/demo{path}", data=None if body is None else json.dumps(body).encode(),
            headers={"authorization": f"Bearer {token}", "content-type": "application/json"})
        return json.load(urllib.request.urlopen(request))

    for _, year in years:
        for item in items[year]:
            tell(f"/years/{year}/rows", {"lines": [item]})
        for row in tell(f"/years/{year}/plan")["rows"]:
            tell(f"/lines/{row['lines'][0]['id']}/findings", {
                "text": "ผู้รับบริการบางส่วนยังไม่ทราบขั้นตอนและระยะเวลาของงานบริการข้อนี้"})
            measure = tell(f"/years/{year}/measures", {
                "text": "จัดทำสื่อประชาสัมพันธ์ขั้นตอนและระยะเวลา แล้วเผยแพร่บนเว็บไซต์และหน้าจุดบริการ", "rows": [row["id"]],
                "unit": "ฝ่ายทะเบียน", "person": "กานดา เจ้าหน้าที่"})["id"]
            tell(f"/years/{year}/rounds/1/results", {
                "text": "เผยแพร่แล้วเมื่อวันที่ 14 มกราคม และตรวจทานซ้ำทุกเดือน", "measures": [measure]})
    server.stop()


def nation(database):
    """Copies the office 8,316 times, table by table, in the database itself."""
    sql = []
    for table, ids, plain in [
        ("agency", ["id", "key"], ["thai", "english", "created_at"]),
        ("unit", ["id", "agency_id"], ["name", "created_at"]),
        ("person", ["id", "agency_id", "unit_id"], ["name", "title", "role", "created_at"]),
        ("assessment", ["id", "agency_id"], ["fiscal_year", "edition_id", "edition_revision", "source_name", "created_at"]),
        ("score", ["assessment_id", "agency_id"], ["item_key", "published", "source_place"]),
        ("plan", ["id", "agency_id", "assessment_id"], ["fiscal_year", "created_at"]),
        ("plan_row", ["id", "agency_id", "plan_id"], ["position"]),
        ("plan_line", ["id", "agency_id", "row_id"], ["position"]),
        ("plan_line_item", ["line_id", "agency_id"], ["item_key"]),
        ("finding", ["id", "agency_id", "line_id"], ["position", "text"]),
        ("measure", ["id", "agency_id", "plan_id", "unit_id", "person_id"], ["text", "status", "created_at"]),
        ("row_measure", ["row_id", "measure_id", "agency_id"], ["position"]),
        ("round", ["id", "agency_id", "plan_id"], ["half", "frozen_at"]),
        ("progress", ["id", "agency_id", "round_id", "row_id"], ["position", "text", "created_at"]),
        ("progress_measure", ["progress_id", "measure_id", "agency_id"], []),
    ]:
        into = ", ".join(ids + plain)
        values = ", ".join([f"{name} || '-' || n" for name in ids] + plain)
        sql.append(f"INSERT INTO {table} ({into}) SELECT {values} FROM {table}, generate_series(2, {agencies}) AS n;")
    # Copies of what holds together hold together: looking up each reference would take most of the time.
    sql.insert(0, "SET session_replication_role = replica;")
    psql = ["psql", "-q", "-v", "ON_ERROR_STOP=1", database]
    subprocess.run(psql, input="\n".join(sql), text=True, check=True)
    # All of them stand under one office, whose officer looks at them side by side.
    command(database, "agency", "add", "above", "--name", "สำนักงานส่วนกลาง")
    command(database, "person", "add", "วรรณา ส่วนกลาง", "--role", "overseer", "--agency", "above")
    command(database, "person", "password", "วรรณา ส่วนกลาง", "--login", "overseer", "--agency", "above", given=password + "\n")
    under = "UPDATE agency SET parent_id = (SELECT id FROM agency WHERE key = 'above') WHERE key <> 'above';"
    subprocess.run(psql, input=f"{under}\nVACUUM ANALYZE;", text=True, check=True)


def load(address, cookie="", pause=0):
    """What wrk says: answers a second, milliseconds that half and 99 of 100 took, refusals. Each client waits between its
    requests, `pause` milliseconds on the average."""
    (files / "pause.lua").write_text(f"function delay() return math.random(0, {2 * pause}) end\n")
    script = ["-s", files / "pause.lua"] if pause else []
    said = subprocess.run(["wrk", "-t1", f"-c{clients}", f"-d{seconds}s", "--latency", *script, "-H", f"cookie: {cookie}",
                           address], capture_output=True, text=True).stdout

    def wait(part):
        value, unit = re.search(rf"{part}\s+([\d.]+)(us|ms|s)", said).groups()
        return float(value) * {"us": 0.001, "ms": 1, "s": 1000}[unit]
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", said).group(1))
    bad = re.search(r"Non-2xx or 3xx responses: (\d+)", said)
    return rate, wait("50%"), wait("99%"), int(bad.group(1)) if bad else 0


def paced(address, cookie=""):
    """At 2,000 pages a second, or little more: the longest pause with which they are reached."""
    for pause in range(13, -1, -2):
        found = load(address, cookie, pause)
        if found[0] >= 2_000:
            break
    return found


def floor(microseconds):
    """The same loads on a program that only spends the same time on each answer: what the machine allows."""
    program = f"{files}/floor"
    subprocess.run(["clang", "-O2", "-o", program, root / "Benchmarks/web/floor.c"], check=True)
    process = subprocess.Popen([program, str(microseconds)], stdout=subprocess.PIPE, text=True)
    try:
        address = f"http://127.0.0.1:{process.stdout.readline().strip()}/"
        return load(address), paced(address)
    finally:
        process.kill()


class Server:
    def __init__(self, database):
        environment = dict(os.environ, PRONGSAI_ROOT=str(root), PRONGSAI_DATABASE=database, PRONGSAI_FILES=str(files))
        started = time.monotonic()
        self.process = subprocess.Popen([program, "serve", "--listen", "127.0.0.1:0"], env=environment, cwd=files,
                                        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.address = None
        while not self.address:
            line = self.process.stdout.readline()
            if not line:
                sys.exit("the server did not start")
            found = re.search(r"http://127\.0\.0\.1:\d+", line)
            self.address = found and found.group(0)
        urllib.request.urlopen(self.address + "/health").read()
        self.start = time.monotonic() - started

    def sign_in(self, login="officer"):
        jar = http.cookiejar.CookieJar()
        browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
        page = browser.open(self.address + "/sign-in").read().decode()
        token = re.search(r'name="form-token" value="([0-9a-f]+)"', page).group(1)
        fields = urllib.parse.urlencode({"form-token": token, "login": login, "password": password, "back": "/health"})
        browser.open(self.address + "/sign-in", fields.encode()).read()
        self.cookie = "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar)

    def load(self, path):
        request = urllib.request.Request(self.address + path, headers={"cookie": self.cookie})
        return len(urllib.request.urlopen(request).read()), *load(self.address + path, self.cookie)

    def paced(self, path):
        return paced(self.address + path, self.cookie)

    def visit(self, path):
        """One visitor, once: size in bytes and seconds."""
        request = urllib.request.Request(self.address + path, headers={"cookie": self.cookie})
        begun = time.monotonic()
        return len(urllib.request.urlopen(request).read()), time.monotonic() - begun

    def peak(self):
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmHWM:\s+(\d+)", status).group(1)) * 1024 / 1e6

    def stop(self):
        self.process.terminate()
        self.process.wait(30)


with tempfile.TemporaryDirectory(prefix="prongsai-web-") as folder:
    files = Path(folder)
    sqlite = f"sqlite:{folder}/prongsai.db"
    before = os.getloadavg()[0]
    print("making the office …", file=sys.stderr)
    office(sqlite)
    command(sqlite, "backup", f"{folder}/office.zip")
    databases = [("SQLite, 1 office", sqlite)]
    if not only_sqlite:
        command(postgres, "restore", f"{folder}/office.zip")
        print(f"making {agencies:,} of it …", file=sys.stderr)
        nation(postgres)
        databases.append((f"PostgreSQL, {agencies:,}", postgres))
    pages = [("standing", "/desk/demo/2568"), ("plan", "/desk/demo/2568/plan")]
    rows = [("database", "page", "kB", "pages a second", "p50 ms", "p99 ms", "refused", "target")]
    rates = {}
    for name, database in databases:
        server = Server(database)
        server.sign_in()
        for page, path in pages:
            size, rate, p50, p99, refused = server.load(path)
            rates[name, page] = rate
            if database == sqlite:
                target = "all that it can"
            else:
                slower = rates[rows[1][0], page] / rate
                target = f"{slower:.1f}× slower, at most 2×: " + ("met" if slower <= 2 else "missed")
            rows.append((name, page, f"{size / 1000:.1f}", f"{rate:,.0f}", f"{p50:.1f}", f"{p99:.1f}", str(refused), target))
            if database == sqlite:
                rate, p50, p99, refused = server.paced(path)
                target = (f"2,000 a second: {'met' if rate >= 2000 else 'missed'}, "
                          f"p99 under 20 ms: {'met' if p99 < 20 else 'missed'}")
                rows.append((name, page + ", paced", f"{size / 1000:.1f}", f"{rate:,.0f}", f"{p50:.1f}", f"{p99:.1f}",
                             str(refused), target))
        if database == sqlite:
            # One thread that is as quick as the whole program just was.
            whole, slow = floor(1e6 / max(rates[name, page] for page, _ in pages))
            for what, found in [("26 kB", whole), ("26 kB, paced", slow)]:
                rows.append(("the machine alone", what, "26.0", f"{found[0]:,.0f}", f"{found[1]:.1f}", f"{found[2]:.1f}",
                             str(found[3]), "one C thread, the same work for each answer"))
        else:
            server.sign_in("overseer")
            size, first = server.visit("/desk/above/below?year=2568&half=1")
            again = sorted(server.visit("/desk/above/below?year=2568&half=1")[1] for _ in range(5))[2]
            rows.append((name, "office above", f"{size / 1000:.1f}", f"once {first:.2f} s", f"again {again * 1000:.0f}", "", "",
                         "one visitor, all agencies side by side"))
        rows.append((name, "peak memory", "", f"{server.peak():.0f} MB", "", "", "", "under 150 MB: " + ("met" if server.peak() < 150 else "missed")))
        rows.append((name, "cold start", "", f"{server.start:.2f} s", "", "", "", "under 1 s: " + ("met" if server.start < 1 else "missed")))
        server.stop()
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        print("  ".join(value.ljust(width) if column < 2 or column == 7 else value.rjust(width)
                        for column, (value, width) in enumerate(zip(row, widths))).rstrip())
    print(f"{clients} clients, {seconds} s each, {os.cpu_count()} processors shared with the load; load {before:.1f} before, {os.getloadavg()[0]:.1f} after")
