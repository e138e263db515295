"""From nothing to the frozen report, through three people, with nothing but the pages."""
import re
import unittest

from desk import PASSWORD, PHONE, ROOT, DeskTest

YEAR = "2568"
DESK = f"/desk/office/{YEAR}"


class FirstRun(DeskTest):
    demo = False

    def sign_in(self, page, login):
        page.goto("/sign-in")
        page.fill("[name=login]", login)
        page.fill("[name=password]", PASSWORD)
        page.click("main button")
        page.wait_for_url(lambda address: "/sign-in" not in address)

    def invite(self, officer, name, login, role):
        """Adds somebody on the page of people, and lets them choose their password with the code it shows."""
        officer.goto("/desk/office/people")
        officer.fill("[name=name]", name)
        officer.select_option("[name=role]", role)
        officer.press("form[method=post][action='/desk/office/people'] button", "Enter")
        officer.goto("/desk/office/people")
        officer.click(f"main a:has-text('{name}')")
        officer.fill("[name=login]", login)
        officer.press("form[action$='/invite'] button", "Enter")
        code = re.search(r"[0-9A-Z]{5}-[0-9A-Z]{5}-[0-9A-Z]{5}", officer.inner_text("main")).group(0)
        self.check(officer, "code")
        page = self.page(viewport=PHONE)
        page.goto("/code")
        page.fill("[name=code]", code)
        page.press("main form button", "Enter")
        page.fill("[name=password]", PASSWORD)
        page.press("main form button", "Enter")
        self.sign_in(page, login)
        return page

    def test_an_office_begins_and_hands_in(self):
        officer = self.page()
        officer.goto("/")
        officer.fill("[name=setup-code]", self.server.setup_code)
        officer.fill("[name=office]", "สำนักงานเขตใหม่เอี่ยม")
        officer.check("[name=edition][value=bma-ita-2567]")
        officer.fill("[name=year]", "๒๕๖๘")
        officer.fill("[name=person]", "กานดา เจ้าหน้าที่")
        officer.fill("[name=login]", "kanda")
        officer.fill("[name=password]", PASSWORD)
        self.check(officer, "set up")
        officer.press("main form button", "Enter")
        officer.wait_for_url("**/sign-in**")
        self.sign_in(officer, "kanda")
        officer.goto("/")
        key = re.search(r"/desk/([^/]+)/", officer.url).group(1)
        self.assertEqual(key, "office")

        # Last year's report and scores, looked at first.
        officer.goto(f"{DESK}/import")
        officer.set_input_files("[name=file]", ROOT / "Demo" / "report.md")
        officer.press("main form button", "Enter")
        officer.wait_for_url("**/import/**")
        self.check(officer, "import")
        officer.press("main form button", "Enter")
        officer.wait_for_url("**/plan**")
        officer.goto(f"{DESK}/scores")
        officer.set_input_files("[name=file]", ROOT / "Demo" / "scores.csv")
        officer.press("form[action$='/scores/file'] button", "Enter")
        officer.wait_for_url("**/scores/file/**")
        officer.press("main form button", "Enter")
        officer.goto("/")
        self.assertIn("คะแนนรวม", officer.inner_text("main"))
        self.check(officer, "standing")

        director = self.invite(officer, "ประเสริฐ ผู้อำนวยการ", "prasert", "director")
        unit = self.invite(officer, "ธนภัทร ทะเบียน", "thanapat", "unit_officer")

        # A measure is given to somebody, who is told.
        officer.goto(f"{DESK}/plan")
        officer.click("ul.marks a >> nth=0")
        officer.select_option("[name=person]", "ธนภัทร ทะเบียน")
        officer.press("[name=person]", "Tab")
        officer.press("main form[action*='/plan/measures/'] button.btn >> nth=0", "Enter")
        officer.wait_for_selector("[role=status]")
        unit.goto("/notices")
        self.assertIn("ท่านได้รับมอบหมายมาตรการ", unit.inner_text("main"))

        # A result from a phone.
        unit.goto(f"{DESK}/work?half=1")
        unit.click(".tasks a")
        unit.fill("[name=text]", "จัดอบรมเจ้าหน้าที่ทุกฝ่าย เมื่อวันที่ 14 ม.ค. 2568")
        unit.set_input_files("[name=photos]", sorted((ROOT / "Demo" / "photos").glob("*.jpg"))[0])
        unit.click("form#record .buttons button")
        unit.wait_for_url("**/results/**")
        unit.wait_for_load_state("networkidle")
        self.check(unit, "recorded")

        round_page = f"{DESK}/rounds/1"
        officer.goto(round_page)
        officer.press("form[action$='/submit'] button", "Enter")
        director.goto(round_page)
        director.press("form[action$='/approve'] button", "Enter")
        officer.goto(round_page)
        if officer.locator("[name=sure]").count():
            officer.check("[name=sure]")
        officer.press("form[action$='/freeze'] button", "Enter")
        officer.goto(round_page)
        with officer.expect_download() as download:
            officer.click("button[value=pdf]")
        self.assertTrue(download.value.suggested_filename.endswith(".pdf"))
        with open(download.value.path(), "rb") as file:
            self.assertEqual(file.read(5), b"%PDF-")

        # What is frozen takes nothing more.
        unit.goto(f"{DESK}/work?half=1")
        self.assertEqual(unit.locator("form#record").count(), 0)


if __name__ == "__main__":
    unittest.main()
