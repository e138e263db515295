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
