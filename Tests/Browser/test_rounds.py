"""The way of a round from the officer to everybody, in a real browser."""
import unittest

from desk import PHONE, DeskTest

ROUND = "/desk/demo/2568/rounds/1"


class Rounds(DeskTest):
    def test_from_the_officer_to_everybody(self):
        officer, director = self.page("officer"), self.page("director", viewport=PHONE)
        officer.goto(ROUND)
        self.check(officer, "open")
        officer.fill("[name=note]", "ข้อ I8 ยังรอเอกสาร")
        officer.press("form[action$='/submit'] button", "Enter")
        self.check(officer, "waiting")

        director.goto(ROUND)
        self.assertIn("ข้อ I8 ยังรอเอกสาร", director.inner_text("main"))
        self.check(director, "to be approved")
        director.goto(ROUND + "/preview?layout=nacc&digits=thai")
        self.check(director, "preview")
        self.assertIn("๒๕๖๘", director.frame_locator("iframe").locator("h1").inner_text())
        director.goto(ROUND)
        director.press("form[action$='/approve'] button", "Enter")

        officer.goto(ROUND)
        officer.check("[name=sure]")
        officer.press("form[action$='/freeze'] button", "Enter")
        self.check(officer, "frozen")
        with officer.expect_download() as download:
            officer.click("button[value=pdf]")
        self.assertEqual(download.value.suggested_filename, "demo-2568-1-bma-th.pdf")
        officer.goto(ROUND + "/publish?version=1")
        self.check(officer, "to be published")
        officer.press("form[action$='/publish'] button", "Enter")
        self.check(officer, "published")

        for viewport in (PHONE, None):
            everybody = self.page(**({"viewport": viewport} if viewport else {}))
            everybody.goto("/public/demo/2568/1")
            self.check(everybody, "public")
            self.assertEqual(everybody.context.cookies(), [])
            everybody.goto(everybody.get_attribute("a[href^='/verify/']", "href"))
            self.check(everybody, "verify")
            self.assertIn("มีรายงานรหัสนี้จริง", everybody.inner_text("h1"))

    def test_the_journal_and_the_file_form(self):
        officer = self.page("officer", viewport=PHONE)
        officer.goto("/desk/demo/journal")
        self.check(officer, "journal")
        officer.goto("/verify")
        self.check(officer, "verify")


if __name__ == "__main__":
    unittest.main()
