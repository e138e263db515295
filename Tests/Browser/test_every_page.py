"""Every page a role can reach by links: accessible in both languages, light and dark, and not wider than a phone."""
import re
import unittest

from desk import PHONE, WIDE, DeskTest, links

# One page of a kind is enough: ids, and queries that only lead back or filter, make no new kind.
ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{64}|(?<=/)O[0-9]+")
DOWNLOAD = re.compile(
    r"\.(pdf|docx|xlsx|json|csv|zip|ics|html)(\?|$)|/files/|/language/|download|/template$|/order/file|/journal/csv|/appeal/|/xlsx$"
    r"|/file$|\.atom$|\.xml$|\.jsonld$"
)


def kind(address):
    path, _, query = address.partition("?")
    names = sorted(part.split("=")[0] for part in query.split("&") if part)
    return ID.sub("ID", path) + "?" + "&".join(name for name in names if name not in ("back", "done", "page"))


class EveryPage(DeskTest):
    def walk(self, login, most=90):
        page = self.page(login)
        waiting, seen, found = ["/"], set(), []
        while waiting and len(found) < most:
            address = waiting.pop(0)
            if kind(address) in seen or DOWNLOAD.search(address):
                continue
            seen.add(kind(address))
            answer = page.goto(address)
            if "text/html" not in answer.headers.get("content-type", ""):
                continue
            self.assertEqual(answer.status, 200, f"{address} as {login}")
            self.assertLess(len(answer.body()), 60_000, f"{address} is heavy")
            self.check(page)
            found.append(address)
            waiting += links(page)
        return found

    def test_every_page_of_every_role(self):
        """Each role's pages once; every kind of page in both languages, on a phone and wide, light and dark."""
        tried = set()
        for login in (None, "officer", "director", "unit_officer"):
            pages = [address for address in self.walk(login) if kind(address) not in tried]
            tried |= {kind(address) for address in pages}
            for options in (
                {"viewport": PHONE, "color_scheme": "light"},
                {"viewport": PHONE, "color_scheme": "dark"},
                {"viewport": WIDE, "color_scheme": "dark"},
            ):
                page = self.page(login, **options)
                for language in ("th", "en"):
                    page.goto(f"/language/{language}")
                    for address in pages:
                        page.goto(address)
                        self.check(page, f"{options} {language}")

    def test_the_head_of_a_phone_s_page_is_one_row_and_its_menu_needs_no_script(self):
        page = self.page("officer", viewport=PHONE, java_script_enabled=False)
        for address in ("/desk/demo/2568", "/desk/demo/2568/disclosures", "/account"):
            page.goto(address)
            self.assertLess(page.locator("header.bar").bounding_box()["height"], 60, address)
            plan = page.locator("header nav a[href='/desk/demo/2568/plan']")
            self.assertFalse(plan.is_visible())
            page.press("header summary", "Enter")
            self.assertTrue(plan.is_visible())
            self.assertTrue(page.locator("header form[action='/sign-out'] button").is_visible())
        plan.click()
        page.wait_for_url("**/plan")
        wide = self.page("officer", viewport=WIDE)
        wide.goto("/desk/demo/2568")
        self.assertFalse(wide.locator("header summary").is_visible())
        self.assertTrue(wide.locator("header nav a[href='/desk/demo/2568/plan']").is_visible())


if __name__ == "__main__":
    unittest.main()
