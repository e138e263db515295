"""The interface for machines, tried by a tool that makes up requests from its own description."""
import pathlib
import subprocess
import sys
import unittest

from desk import DeskTest


class API(DeskTest):
    def test_no_request_finds_a_fault(self):
        scopes = [part for scope in ("read", "record", "plan", "administer", "own") for part in ("--scope", scope)]
        token = self.server.command("person", "token", "กานดา เจ้าหน้าที่", "--label", "test", *scopes).split()[-1]
        run = subprocess.run(
            [
                str(pathlib.Path(sys.executable).with_name("schemathesis")), "run",
                self.server.address + "/api/v1/openapi.json", "-H", f"Authorization: Bearer {token}",
                "--phases", "examples,coverage,fuzzing", "--max-examples", "25", "--seed", "2568",
                "--checks", "not_a_server_error,status_code_conformance,content_type_conformance,"
                "response_schema_conformance,negative_data_rejection,ignored_auth",
                "--exclude-path-regex", "freezing|reopening",
            ],
            cwd=self.folder, capture_output=True, text=True,
        )
        self.assertEqual(run.returncode, 0, run.stdout[-6000:] + run.stderr[-2000:])


if __name__ == "__main__":
    unittest.main()
