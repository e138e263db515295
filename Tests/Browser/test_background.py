"""What works behind the pages, as a person sees it: calendar, webhooks, long work."""
import unittest

from desk import PHONE, WIDE, DeskTest


class Background(DeskTest):
    def test_calendar_address_is_made_and_shown_once(self):
        page = self.page("officer", PHONE)
        page.goto("/account/calendar")
        self.check(page)
        page.focus("main form button")
        page.keyboard.press("Enter")
        page.wait_for_selector(".typed")
        address = page.inner_text(".typed")
        self.check(page, "with the address")
        feed = page.request.get(address)
        self.assertEqual(feed.status, 200)
        self.assertTrue(feed.text().startswith("BEGIN:VCALENDAR\r\n"))
        page.goto("/account/calendar")
        self.assertNotIn(address, page.content())

    def test_a_webhook_is_added_with_what_was_wrong_beside_the_field(self):
        page = self.page("officer", WIDE)
        page.goto("/desk/demo/webhooks")
        self.check(page)
        page.fill("[name=address]", "http://example.go.th/hook")
        page.click("form:has([name=address]) button")
        page.wait_for_selector(".faults")
        page.faults.clear()  # the browser itself tells of status 422
        self.check(page, "with faults")
        self.assertEqual(page.input_value("[name=address]"), "http://example.go.th/hook")
        page.fill("[name=address]", "https://example.go.th/hook")
        page.check("[name=events][value='round.frozen']")
        page.click("form:has([name=address]) button")
        page.wait_for_selector(".typed")
        self.check(page, "with the secret")

    def test_long_work_shows_how_far_it_is_and_ends_in_a_file(self):
        for scripts in (True, False):
            page = self.page("officer", PHONE, java_script_enabled=scripts)
            token = page.get_attribute("[name=form-token]", "value")
            asked = page.request.post(
                "/desk/demo/2568/rounds/1/archive", form={"form-token": token}, max_redirects=0
            )
            self.assertEqual(asked.status, 303)
            page.goto(asked.headers["location"])
            page.wait_for_selector("#job a.btn", timeout=120_000)
            if scripts:
                self.check(page)
            with page.expect_download() as download:
                page.click("#job a.btn")
            self.assertEqual(download.value.suggested_filename, "demo-2568-1.zip")


if __name__ == "__main__":
    unittest.main()
