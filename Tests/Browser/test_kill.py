"""The server is killed in the middle of work, several times: whatever it had said yes to is there afterwards."""
import hashlib
import http.cookiejar
import json
import re
import threading
import time
import unittest
import urllib.error
import urllib.parse
import urllib.request

from desk import PASSWORD, ROOT, DeskTest

WRITERS = 8
KILLS = 4


class Kill(DeskTest):
    def ask(self, path, body=None):
        request = urllib.request.Request(
            f"{self.server.address}/api/v1/agencies/demo{path}",
            data=None if body is None else json.dumps(body).encode(),
            headers={"authorization": f"Bearer {self.token}", "content-type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)

    def test_whatever_was_acknowledged_survives_kill_9(self):
        scopes = [part for scope in ("read", "record", "plan") for part in ("--scope", scope)]
        made = self.server.command("person", "token", "กานดา เจ้าหน้าที่", "--label", "test", *scopes)
        self.token = made.split()[-1]
        measure = self.ask("/years/2568/plan")["measures"][0]["id"]
        acknowledged = {}
        for _ in range(KILLS):
            dying = threading.Event()

            def write(number):
                count = 0
                while True:
                    text = f"ผลที่ {number}.{count} ทำแล้ว"
                    try:
                        made = self.ask("/years/2568/rounds/1/results", {"text": text, "measures": [measure]})
                    except (OSError, urllib.error.URLError, ValueError):
                        if dying.is_set():
                            return
                        raise
                    acknowledged[made["id"]] = text
                    count += 1

            writers = [threading.Thread(target=write, args=(number,)) for number in range(WRITERS)]
            before = len(acknowledged)
            for writer in writers:
                writer.start()
            while len(acknowledged) < before + 40:
                time.sleep(0.01)
            dying.set()
            self.server.stop(kill=True)
            for writer in writers:
                writer.join()
            self.server.start()
            kept = {result["id"]: result["text"] for result in self.ask("/years/2568/rounds/1")["results"]}
            lost = {key: text for key, text in acknowledged.items() if kept.get(key) != text}
            self.assertEqual(lost, {})
        self.assertGreater(len(acknowledged), 40 * KILLS - 1)
        self.server.command("journal", "check")

    def sign_in(self):
        """Somebody with a session, as a browser without scripts has one; it outlives the server."""
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
        token = self.form_token(opener, "/sign-in")
        fields = {"login": "officer", "password": PASSWORD, "form-token": token}
        opener.open(f"{self.server.address}/sign-in", urllib.parse.urlencode(fields).encode(), 60).close()
        return opener

    def form_token(self, opener, path):
        with opener.open(f"{self.server.address}{path}", timeout=60) as page:
            return re.search(r'name="form-token" value="([0-9a-f]+)"', page.read().decode()).group(1)

    @staticmethod
    def picture(number):
        """A real photo that is another one each time: what follows a JPEG's end is not looked at."""
        return (ROOT / "Demo/photos/ตู้กดบัตรคิว.jpg").read_bytes() + f"ภาพที่ {number} ".encode() * 4000

    def test_whatever_upload_was_acknowledged_survives_kill_9(self):
        made = self.server.command("person", "token", "กานดา เจ้าหน้าที่", "--label", "uploads", "--scope", "read")
        self.token = made.split()[-1]
        measure = self.ask("/years/2568/plan")["measures"][1]["id"]
        path = f"/desk/demo/2568/work/1/{measure}"
        openers = [self.sign_in() for _ in range(3)]
        tokens = [self.form_token(opener, path) for opener in openers]
        whole, pieces, counter = {}, {}, iter(range(10_000))

        def send(opener, address, fields, file=None):
            mark = "----prongsai-kill"
            parts = [
                f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
                for name, value in fields.items()
            ]
            if file:
                name, content = file
                head = f'--{mark}\r\nContent-Disposition: form-data; name="{name}"; filename="a.jpg"\r\n\r\n'
                parts += [head.encode(), content, b"\r\n"]
            body = b"".join(parts) + f"--{mark}--\r\n".encode()
            request = urllib.request.Request(
                f"{self.server.address}{address}", body, {"content-type": f"multipart/form-data; boundary={mark}"}
            )
            with opener.open(request, timeout=60) as answer:
                return answer.geturl(), answer.read()

        for _ in range(KILLS):
            dying = threading.Event()

            def until_killed(work):
                while True:
                    try:
                        work(next(counter))
                    except (OSError, urllib.error.URLError, ValueError):
                        if dying.is_set():
                            return
                        raise

            def form(number):
                content = self.picture(number)
                fields = {"form-token": tokens[0], "text": f"ผลพร้อมภาพที่ {number}"}
                address, _ = send(openers[0], path, fields, ("photos", content))
                if "done=recorded" in address:
                    whole[hashlib.sha256(content).hexdigest()] = number

            def piecewise(opener, token, number):
                content = self.picture(number)
                fields = {"form-token": token, "name": f"ภาพ {number}.jpg", "size": len(content), "kind": "photos"}
                request = urllib.parse.urlencode(fields).encode()
                with opener.open(f"{self.server.address}/desk/demo/uploads", request, 60) as answer:
                    upload = json.load(answer)["id"]
                at = 0
                while at < len(content):
                    fields = {"form-token": token, "offset": at}
                    _, answer = send(
                        opener, f"/desk/demo/uploads/{upload}", fields, ("piece", content[at : at + 100_000])
                    )
                    at = json.loads(answer)["have"]
                    pieces[upload] = (opener, at)

            workers = [threading.Thread(target=until_killed, args=(form,))] + [
                threading.Thread(target=until_killed, args=(lambda n, o=o, t=t: piecewise(o, t, n),))
                for o, t in list(zip(openers, tokens))[1:]
            ]
            before = (len(whole), len(pieces))
            for worker in workers:
                worker.start()
            while len(whole) < before[0] + 3 or len(pieces) < before[1] + 4:
                time.sleep(0.01)
            dying.set()
            self.server.stop(kill=True)
            for worker in workers:
                worker.join()
            self.server.start()
            results = self.ask("/years/2568/rounds/1")["results"]
            kept = {use["sha256"] for result in results for use in result["evidence"]}
            self.assertEqual(set(whole) - kept, set(), "a result that was acknowledged has its photo")
            for upload, (opener, have) in pieces.items():
                with opener.open(f"{self.server.address}/desk/demo/uploads/{upload}", timeout=60) as answer:
                    self.assertGreaterEqual(json.load(answer)["have"], have, "a piece that was acknowledged is there")
        self.server.command("journal", "check")
        health = self.server.command("doctor")
        self.assertNotIn("ต้องแก้", health)


if __name__ == "__main__":
    unittest.main()
