"""The server is killed in the middle of work, several times: whatever it had said yes to is there afterwards."""
import json
import threading
import time
import unittest
import urllib.error
import urllib.request

from desk import DeskTest

WRITERS = 8
KILLS = 4


class Kill(DeskTest):
    def ask(self, path, body=None):
        request = urllib.request.Request(
            f"{self.server.address}/api/v1/agencies/demo{path}",
            data=None if body is None else json.dumps(body).encode(),
            headers={"authorization": f"Bearer {self.token}", "content-type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=20) as answer:
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


if __name__ == "__main__":
    unittest.main()
