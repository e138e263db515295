"""Planning in a real browser: the result follows what is typed, with script and without, and two people at one row."""
import unittest

from desk import PHONE, DeskTest


class Planning(DeskTest):
    def test_the_result_follows_what_is_typed(self):
        page = self.page("officer")
        page.goto("/desk/demo/2568/what-if")
        before = page.inner_text("#result .total")
        page.fill("[name=O19]", "100")
        page.wait_for_function("before => document.querySelector('#result .total').innerText !== before", arg=before)
        tried = page.inner_text("#result .total")
        self.assertIn("O19=100", page.url)
        self.assertNotIn("E4=", page.url)
        page.fill("[name=O19]", "1000")
        page.wait_for_selector("#result .faults")
        self.assertEqual(page.inner_text("#result .total"), before)
        # The refusal of the score is an answer, though the console counts it as a fault.
        page.faults.clear()
        page.goto("/desk/demo/2568/what-if?O19=100")
        self.assertEqual(page.inner_text("#result .total"), tried)
        page.goto("/desk/demo/2568/what-if")
        self.assertEqual(page.inner_text("#result .total"), before, "nothing was saved")

    def test_without_script_a_button_does_the_same(self):
        page = self.page("officer", PHONE, java_script_enabled=False)
        page.goto("/desk/demo/2568/what-if")
        before = page.inner_text("#result .total")
        page.fill("[name=O19]", "100")
        page.click("form[data-live] button")
        self.assertNotEqual(page.inner_text("#result .total"), before)

    def test_a_measure_is_given_to_somebody_without_a_mouse(self):
        page = self.page("officer")
        page.goto("/desk/demo/2568/plan")
        page.focus("ul.marks a")
        page.keyboard.press("Enter")
        page.wait_for_selector("[name=unit]")
        page.focus("[name=unit]")
        page.keyboard.type("ฝ่ายปกครอง")
        page.focus("[name=from]")
        page.keyboard.type("1/10/67")
        page.keyboard.press("Enter")
        page.wait_for_selector("[role=status]")
        self.assertIn("/plan?row=", page.url)
        self.check(page)

    def test_two_people_at_one_row(self):
        first, second = self.page("officer"), self.page("officer")
        first.goto("/desk/demo/2568/plan")
        address = first.get_attribute("section.planrow header a", "href")
        for page in (first, second):
            page.goto(address)
        for page, text in ((first, "ถ้อยคำของคนแรก"), (second, "ถ้อยคำของคนที่สอง")):
            page.locator("main textarea").first.fill(text)
            page.locator("main form button.btn").first.click()
            page.wait_for_load_state()
        shown = second.inner_text(".conflict")
        self.assertIn("ถ้อยคำของคนแรก", shown)
        self.assertIn("ถ้อยคำของคนที่สอง", shown)
        second.faults.clear()
        self.check(second)
        self.assertEqual(second.locator("main textarea").first.input_value(), "ถ้อยคำของคนที่สอง")


if __name__ == "__main__":
    unittest.main()
