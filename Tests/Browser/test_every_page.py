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


if __name__ == "__main__":
    unittest.main()
