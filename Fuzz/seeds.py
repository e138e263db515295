"""Makes the first inputs of the fuzzers from the fixtures of the tests: seeds.py FIXTURES FOLDER."""
import pathlib
import sys
import zipfile

fixtures, out = map(pathlib.Path, sys.argv[1:3])


def seed(target, name, content):
    folder = out / target
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content)


for path in sorted((fixtures / "readers").iterdir()):
    content = path.read_bytes()
    if path.suffix == ".csv":
        seed("FuzzCSV", path.name, content)
    elif path.suffix in (".docx", ".xlsx"):
        target = "FuzzDOCX" if path.suffix == ".docx" else "FuzzXLSX"
        seed(target, path.name, content)
        if path.name == "bomb.docx":
            continue
        with zipfile.ZipFile(path) as package:
            # Parts as the fuzzer's input has them; see OfficeFile.swift.
            parts = [
                info.filename.encode() + b"\n" + package.read(info).replace(b"\0", b"")
                for info in package.infolist()
                if not info.filename.startswith(("docProps/", "word/settings", "word/webSettings"))
            ]
        seed(target, path.name + ".parts", b"\0".join(parts))
for path in sorted(fixtures.rglob("*")):
    if path.suffix.lower() in (".jpg", ".jpeg", ".png", ".webp", ".heic"):
        seed("FuzzImageHeader", path.name, path.read_bytes())
    elif path.suffix in (".docx", ".xlsx"):
        with zipfile.ZipFile(path) as package:
            for name in package.namelist():
                if "/media/" in name:
                    seed("FuzzImageHeader", path.name + "-" + name.rsplit("/", 1)[1], package.read(name))
for path in sorted((fixtures / "readers").glob("*.txt")) + sorted((fixtures.parent.parent.parent / "Demo").glob("*.md")):
    seed("FuzzText", path.name, path.read_bytes()[:50000])
for path in sorted((fixtures.parent.parent.parent / "Instruments").glob("*.yaml")):
    seed("FuzzEdition", path.name, path.read_bytes()[:50000])
seed("FuzzForm", "query", "a=1+2&b=%E0%B8%81%E0%B9%88&c&d=%".encode())
seed(
    "FuzzForm",
    "multipart",
    b"\x05--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx\r\n--b\r\n"
    b"Content-Disposition: form-data; name=f; filename=\"%22.jpg\"\r\n\r\n\r\n--b--\r\n",
)
seed(
    "FuzzCheck",
    "table",
    "ปีงบประมาณ พ.ศ. ๒๕๖๘\nตุลาคม 2567\nธันวาคม 2567\nมกราคม 2568\nรายการ\tเงิน\nน้ำ\t1,000.50\nที่พัก\t(๒,๐๐๐)\nรวมทั้งสิ้น\t5".encode(),
)
seed("FuzzCheck", "numbers", "เลข 1-1017-00203-45-0 บัญชีเลขที่ 123-4-56789-0 ธนาคาร โทร 02-123-4567".encode())
seed("FuzzCheck", "unseen", "\0\n1-1017-00203-45-0\n| a | b |\n|---|---|\n| | |\n| c | 1-1017-00203-45-0 |\n".encode())

PAGE = (
    "<!DOCTYPE html><html><head><meta charset=utf-8><meta http-equiv=refresh content='0;url=/a'><title>ประกาศ &amp; แผน</title>"
    "<base href=/x/></head><body><nav><a href='/'>หน้าแรก</a></nav><h1>ปีงบประมาณ พ.ศ. ๒๕๖๘</h1><p>ต.ค. 2567 &#8211; มี.ค. 2568"
    "<!-- x --><ul><li><a href=a.pdf><img alt=ภาพ></a></ul><script>a<b</script><table><tr><td>น้ํา<td>ผู้เข้าชม 5</table>"
    "<input type=password></body></html>"
)
seed("FuzzPage", "utf8", PAGE.encode())
seed("FuzzPage", "thai", PAGE.encode("cp874", "replace"))
seed("FuzzPage", "utf16", b"\xff\xfe" + PAGE.encode("utf-16-le"))
seed("FuzzDates", "page", PAGE.encode())
for index, text in enumerate(["15/10/2568 31-10-68 2025-10-31", "ไตรมาสที่ 2/2568 Q1", "รอบ 6 เดือนแรก ปีงบประมาณ 2568",
                              "1 ตุลาคม 2567 ถึง 31 มีนาคม 2568", "Fiscal Year 2025, March 2025 พ.ศ. 2540"]):
    seed("FuzzDates", str(index), text.encode())
for index, text in enumerate(["http://หน่วยงาน.ไทย:8080/ก/../b?x#y", "//[::ffff:1.2.3.4]/%2e%2e/", "https://0x7f.1/", "..\\a?b",
                              "http://user@1.2.3.4:80\\@x/"]):
    seed("FuzzAddress", str(index), text.encode())
LISTS = {
    "list": "<title>ITA 2568</title><h2>O1 โครงสร้าง</h2><ul><li><a href=/a.pdf>แผนผัง</a><li><a href='#'>x</a></ul>"
    "<!-- <a href=/b.pdf>O2</a> --><h3>ปีงบประมาณ พ.ศ. ๒๕๖๗</h3><p>o๑๓ <a href=javascript:x()>ดู</a>",
    "table": "<table><tr><th>ข้อ<th>รายการ<th>ลิงก์<tr><td rowspan=2>O12<td rowspan=2>รายงาน<td><a href=/p.xlsx>แผน</a>"
    "<tr><td><a href=https://drive.google.com/file/d/1>ไฟล์</a></table>",
    "accordion": "<div class=panel><a data-toggle=collapse href='#c1'>EB4 (O2)</a><div id=c1><a href=//1.2.3.4/x>MOIT 2 1.3</a>",
}
for name, text in LISTS.items():
    seed("FuzzDisclosures", name, text.encode())
    seed("FuzzDisclosures", name + "-thai", text.encode("cp874", "replace"))
BLOCK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
seed("FuzzWARC", "plain", b"WARC/1.1\r\nWARC-Type: response\r\nWARC-Date: 2026-11-28T00:00:00Z\r\nX: a\r\n b\r\nContent-Length: "
     + str(len(BLOCK)).encode() + b"\r\n\r\n" + BLOCK + b"\r\n\r\nWARC/1.0\r\nWARC-Type: request\r\nContent-Length: 0\r\n\r\n\r\n\r\n")
