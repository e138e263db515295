"""Last year's plan comes along as drafts, without script and with the keyboard alone."""
import unittest

from desk import PHONE, WIDE, DeskTest


class NextYear(DeskTest):
    def test_last_year_comes_along_as_drafts(self):
        page = self.page("officer", PHONE, java_script_enabled=False)
        page.goto("/desk/demo/years")
        page.fill("[name=year]", "2569")
        page.check("[name=edition][value='bma-ita-2567']")
        page.press("form[action$='/years'] button", "Enter")
        # This edition is older than the year wants; who opens it all the same says so.
        page.check("[name=sure]")
        page.press("form[action$='/years'] button", "Enter")
        page.goto("/desk/demo/2569/plan/carry")
        text = page.inner_text("main")
        self.assertIn("2568", text)
        page.press("form[action$='/carry']:not([method=get]) button", "Enter")
        page.goto("/desk/demo/2569/plan")
        drafts = page.inner_text("main")
        self.assertIn("ร่าง", drafts)
        page.press("form[action$='/plan/confirmation'] button", "Enter")
        self.assertNotIn("ร่าง", page.inner_text("main .planrow >> nth=0"))
        # Results, scores and evidence stay where they were.
        page.goto("/desk/demo/2569/work?half=1")
        self.assertIn("ยังต้องรายงาน", page.inner_text("h1"))
        # With two years the head of a page is still one row.
        wide = self.page("officer", WIDE)
        wide.goto("/desk/demo/2569/plan")
        self.assertTrue(wide.locator("header .years a[href='/desk/demo/2568/plan']").is_visible())
        self.assertLess(wide.locator("header.bar").bounding_box()["height"], 60)


class Keyboard(DeskTest):
    def test_the_way_to_a_recorded_result_needs_no_mouse(self):
        page = self.page("unit_officer")

        def reach(wanted, most=80):
            """Moves on with the tab key until something wanted has the focus."""
            for _ in range(most):
                page.keyboard.press("Tab")
                if page.evaluate("selector => document.activeElement.matches(selector)", wanted):
                    return
            self.fail(f"{wanted} is out of the keyboard's reach on {page.url}")

        page.goto("/desk/demo/2568/work?half=2")
        reach("a.skip", 1)
        page.keyboard.press("Enter")
        reach(".tasks a")
        page.keyboard.press("Enter")
        page.wait_for_url("**/work/2/**")
        reach("[name=text]")
        page.keyboard.type("บันทึกด้วยแป้นพิมพ์ ที่นี่")
        reach("form#record .buttons button")
        page.keyboard.press("Enter")
        page.wait_for_url("**/results/**")
        self.assertIn("บันทึกด้วยแป้นพิมพ์ ที่นี่", page.content())
        self.check(page)


if __name__ == "__main__":
    unittest.main()
