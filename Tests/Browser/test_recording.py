"""Recording a result from a phone: photos that go up in pieces, broken connections, lost sessions, one result each."""
import pathlib
import random
import tempfile
import unittest

from desk import PASSWORD, PHONE, ROOT, DeskTest

PHOTOS = ROOT / "Demo" / "photos"
BUTTON = "form#record .buttons button"


class Recording(DeskTest):
    def setUp(self):
        self.folder_of_files = pathlib.Path(tempfile.mkdtemp())
        photo = sorted(PHOTOS.glob("*.jpg"))[0].read_bytes()
        # What follows the end of a JPEG is ignored: a photo of the size phones make, in five pieces.
        self.large = self.folder_of_files / "ประชุม ญี่ปุ่น.jpg"
        self.large.write_bytes(photo + random.Random(1).randbytes(4_500_000))
        self.page_ = self.page("unit_officer", PHONE)
        self.page_.goto("/desk/demo/2568/work?half=2")
        self.page_.goto(self.page_.get_attribute(".tasks a", "href"))
        # What has a result leads there; from it the measure is one step away.
        if "/results/" in self.page_.url:
            self.page_.goto(self.page_.get_attribute(".plain-list a", "href"))
        self.record = self.page_.url

    def results(self):
        self.page_.wait_for_url("**/results/**")
        self.assertEqual(self.page_.evaluate("Object.keys(localStorage)"), [], "nothing typed stays behind")
        return self.page_.locator(".uses > li").count()

    def test_goes_on_after_a_broken_connection(self):
        page, asked = self.page_, [0]

        def broken(route):
            asked[0] += 1
            route.abort() if asked[0] in (2, 3) else route.continue_()

        page.route("**/uploads/*", broken)
        page.fill("[name=text]", "ส่งทั้งที่สัญญาณขาด")
        page.set_input_files("[name=photos]", self.large)
        page.click(BUTTON)
        self.assertEqual(self.results(), 1)
        self.assertLess(asked[0], 12, "what had arrived was not sent again")

    def test_a_result_asked_for_without_a_signal_is_saved_when_it_comes_back(self):
        page = self.page_
        page.fill("[name=text]", "กดบันทึกตอนไม่มีสัญญาณ")
        page.set_input_files("[name=photos]", self.large)
        page.wait_for_selector("#uploads [name=upload]", state="attached")
        # Each request is cut off here: a machine told to be offline may still let the first one through.
        page.route("**/*", lambda route: route.abort("internetdisconnected"))
        page.click(BUTTON)
        page.wait_for_function("() => document.querySelector('#saved').textContent.includes('สัญญาณขาด')")
        # What was typed is kept a moment after: that is not told in place of what matters.
        page.fill("[name=text]", "กดบันทึกตอนไม่มีสัญญาณ ")
        page.wait_for_timeout(500)
        self.assertIn("สัญญาณขาด", page.inner_text("#saved"))
        page.fill("[name=text]", "กดบันทึกตอนไม่มีสัญญาณ")
        page.unroute("**/*")
        self.assertEqual(self.results(), 1)
        page.goto(self.record)
        self.assertEqual(page.get_by_text("กดบันทึกตอนไม่มีสัญญาณ").count(), 1, "recorded once")

    def test_a_photo_taken_off_without_a_signal_stays_off(self):
        page = self.page_
        page.fill("[name=text]", "ภาพที่เอาออก")
        page.set_input_files("[name=photos]", self.large)
        page.wait_for_selector("#uploads [name=upload]", state="attached")
        # Each attempt is cut off here: a machine told to be offline may still let the first request through.
        page.route("**/removal", lambda route: route.abort("internetdisconnected"))
        with page.expect_request("**/removal"):
            page.click("#uploads li button")
        self.assertEqual(page.locator("#uploads li").count(), 0)
        # The page is left before anything could be sent.
        page.goto("about:blank")
        page.unroute("**/removal")
        with page.expect_response("**/removal") as told:
            page.goto(self.record)
        self.assertEqual(told.value.status, 200)
        self.assertEqual(page.locator("#uploads li").count(), 0)
        page.reload()
        self.assertEqual(page.locator("#uploads li").count(), 0)
        page.click(BUTTON)
        self.assertEqual(self.results(), 0)

    def test_reload_and_a_lost_session_lose_nothing(self):
        page = self.page_
        page.fill("[name=text]", "พิมพ์ไว้ก่อน ที่นี่")
        page.set_input_files("[name=photos]", self.large)
        page.wait_for_selector("#uploads [name=upload]", state="attached")
        page.reload()
        self.assertEqual(page.input_value("[name=text]"), "พิมพ์ไว้ก่อน ที่นี่")
        self.assertEqual(page.locator("#uploads [name=upload]:checked").count(), 1)
        self.check(page)
        page.context.clear_cookies()
        page.click(BUTTON)
        page.wait_for_function("() => document.querySelector('#saved').textContent.includes('หมดเวลา')")
        other = page.context.new_page()
        other.goto("/sign-in")
        other.fill("[name=login]", "unit_officer")
        other.fill("[name=password]", PASSWORD)
        other.click("main button")
        other.wait_for_url(lambda address: "/sign-in" not in address)
        page.dblclick(BUTTON)
        self.assertEqual(self.results(), 1)
        page.goto(self.record)
        self.assertEqual(page.get_by_text("พิมพ์ไว้ก่อน ที่นี่").count(), 1, "recorded once")

    def test_photos_of_a_lost_session_say_so_and_go_on_after_signing_in(self):
        page = self.page_
        page.fill("[name=text]", "ภาพที่ค้างไว้")
        page.context.clear_cookies()
        page.set_input_files("[name=photos]", self.large)
        link = page.locator("#uploads .hint a")
        link.wait_for()
        self.assertIn("หมดเวลาใช้งาน", page.inner_text("#uploads .hint"))
        self.assertNotIn("สัญญาณขาด", page.inner_text("form#record"))
        with page.context.expect_page() as opened:
            link.click()
        other = opened.value
        other.fill("[name=login]", "unit_officer")
        other.fill("[name=password]", PASSWORD)
        other.click("main button")
        other.wait_for_url(lambda address: "/sign-in" not in address)
        other.close()
        page.bring_to_front()
        page.wait_for_selector("#uploads [name=upload]", state="attached", timeout=60000)
        page.click(BUTTON)
        self.assertEqual(self.results(), 1)

    def test_what_is_no_picture_is_said_at_once(self):
        page = self.page_
        fake = self.folder_of_files / "หลอก.jpg"
        fake.write_bytes(b"\x7fELF" + bytes(3000))
        page.set_input_files("[name=photos]", fake)
        page.wait_for_selector("#uploads .fault")
        self.assertIn("ไม่ใช่ภาพ", page.inner_text("#uploads .fault"))

    def test_a_refused_photo_is_never_passed_over_in_silence(self):
        page = self.page_
        half = self.folder_of_files / "ครึ่งเดียว ปู่.jpg"
        half.write_bytes(sorted(PHOTOS.glob("*.jpg"))[0].read_bytes()[:30_000])
        page.fill("[name=text]", "ส่งภาพดีกับภาพเสีย")
        page.set_input_files("[name=photos]", [self.large, half])
        page.click(BUTTON)
        without = page.get_by_role("button", name="บันทึกโดยไม่มีไฟล์เหล่านี้")
        without.wait_for()
        self.assertIn("ครึ่งเดียว ปู่.jpg", page.inner_text("#saved"))
        self.assertNotIn("/results/", page.url, "nothing was recorded yet")
        page.faults.clear()  # the browser's own line about the refused file
        self.check(page)
        page.click(BUTTON)
        self.assertTrue(without.is_visible(), "pressing again does not pass it over either")
        without.press("Enter")
        self.assertEqual(self.results(), 1)
        self.assertIn("ครึ่งเดียว ปู่.jpg", page.inner_text("main [role=alert]"))

    def test_works_without_script(self):
        page = self.page("officer", PHONE, java_script_enabled=False)
        page.goto("/desk/demo/2568/work?half=1")
        page.click(".tasks a")
        page.fill("[name=text]", "ไม่ใช้สคริปต์")
        page.set_input_files("[name=photos]", sorted(PHOTOS.iterdir())[:3])
        page.click(BUTTON)
        page.wait_for_url("**/results/**")
        self.assertEqual(page.locator(".uses > li").count(), 3)


if __name__ == "__main__":
    unittest.main()
