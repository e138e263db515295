"""Writes what is measured: a report of 260 table rows with its photos, and the scores of 8,317 agencies.

    content.py FOLDER

The same every time. No sentence stands twice, because the program sets what it has seen before only once.
"""

import hashlib
import io
import json
import random
import sys
from pathlib import Path

from PIL import Image

ROWS = 260
PHOTOS = 60  # 12 of them stand in the report twice
PHOTO_BYTES = 300_000
AGENCIES = 8317

ACTIVITIES = (
    "จัดประชุมชี้แจง จัดอบรมให้ความรู้ จัดทำคู่มือ เผยแพร่ประชาสัมพันธ์ จัดทำแผนปฏิบัติการ ทบทวนขั้นตอน แต่งตั้งคณะทำงาน "
    "ติดตามผลการดำเนินงาน สำรวจความคิดเห็น จัดทำสื่ออินโฟกราฟิก เวียนแจ้งแนวทาง ลงพื้นที่ตรวจเยี่ยม มอบหมายเจ้าหน้าที่ "
    "สรุปบทเรียน จัดกิจกรรมรณรงค์ ปรับปรุงป้ายประกาศ"
).split()
SUBJECTS = (
    "เรื่องการให้บริการประชาชนอย่างเท่าเทียม|เรื่องนโยบายไม่รับของขวัญ|เรื่องการใช้ทรัพย์สินของราชการ|เรื่องการเบิกจ่ายงบประมาณ"
    "|เรื่องการจัดซื้อจัดจ้างและการบริหารพัสดุ|เรื่องการป้องกันผลประโยชน์ทับซ้อน|เรื่องการรับฟังข้อร้องเรียน|เรื่องมาตรฐานระยะเวลาการให้บริการ"
    "|เรื่องการเปิดเผยข้อมูลสาธารณะบนเว็บไซต์|เรื่องจริยธรรมของเจ้าหน้าที่|เรื่องการยืมวัสดุครุภัณฑ์|เรื่องการประเมินผลการปฏิบัติงาน"
    "|เรื่องการดูแลผู้สูงอายุและผู้พิการที่มาติดต่อ|เรื่องการใช้ระบบจองคิวออนไลน์|เรื่องน้ำท่วมและฟื้นฟูคูคลอง|เรื่องที่ปู่ย่าตายายถามบ่อย"
).split("|")
PLACES = (
    "ให้แก่ข้าราชการและลูกจ้างทุกฝ่าย|ณ ห้องประชุมชั้น 3|ผ่านกลุ่มไลน์ของหน่วยงาน|บนหน้าแรกของเว็บไซต์|ที่จุดบริการประชาชน"
    "|ร่วมกับผู้นำชุมชนในพื้นที่|ในการประชุมหัวหน้าฝ่ายประจำเดือน|พร้อมแจกเอกสารสรุปหนึ่งหน้า|โดยเชิญวิทยากรจากภายนอก"
    "|แก่ผู้มาติดต่อราชการที่ศูนย์บริการ"
).split("|")
ENDS = (
    "เพื่อให้ปฏิบัติเป็นแนวทางเดียวกัน|เพื่อลดข้อผิดพลาดที่พบในปีที่ผ่านมา|และรายงานผลให้ผู้บริหารทราบ|โดยมีผู้เข้าร่วมตามเป้าหมาย"
    "|เพื่อสร้างความเชื่อมั่นแก่ประชาชน|และเก็บหลักฐานไว้ตรวจสอบ|เพื่อให้ทันกำหนดของรอบการประเมิน|พร้อมรับฟังข้อเสนอแนะเพิ่มเติม"
).split("|")
MONTHS = "ตุลาคม พฤศจิกายน ธันวาคม มกราคม กุมภาพันธ์ มีนาคม".split()
FAULTS = (
    "เจ้าหน้าที่บางส่วนยังไม่ทราบแนวทาง|ผู้มาติดต่อยังเข้าใจไม่ตรงกัน|ข้อมูลที่เผยแพร่ยังไม่เป็นปัจจุบัน|ยังไม่มีการติดตามผลอย่างต่อเนื่อง"
    "|ขั้นตอนยังซ้ำซ้อนและใช้เวลานาน|ช่องทางสื่อสารยังไม่ทั่วถึง"
).split("|")

# Instrument, its name, its indicators with their names and items: the shape of Bangkok's edition.
INSTRUMENTS = [
    ("IIT", "แบบวัดการรับรู้ของผู้มีส่วนได้ส่วนเสียภายใน (IIT)",
     [("การปฏิบัติหน้าที่", 3), ("การใช้งบประมาณ", 3), ("การใช้อำนาจ", 3), ("การใช้ทรัพย์สินของราชการ", 1),
      ("การแก้ไขปัญหาการทุจริต", 2)]),
    ("EIT", "แบบวัดการรับรู้ของผู้มีส่วนได้ส่วนเสียภายนอก (EIT)",
     [("คุณภาพการดำเนินงาน", 3), ("ประสิทธิภาพการสื่อสาร", 1), ("การปรับปรุงระบบการทำงาน", 2)]),
    ("OIT", "แบบวัดการเปิดเผยข้อมูลสาธารณะ (OIT)", [("การเปิดเผยข้อมูล", 17), ("การป้องกันการทุจริต", 5)]),
]
COLUMNS = [
    ("items", "ประเด็นการประเมิน", 17),
    ("findings", "ประเด็นที่ต้องปรับปรุง/ยกระดับการพัฒนา", 18),
    ("measures", "มาตรการ/กิจกรรมในการเตรียมความพร้อมรับการประเมินในประเด็นที่ต้องปรับปรุง/ยกระดับการพัฒนา", 23),
    ("results", "ผลการดำเนินการตามมาตรการยกระดับคุณธรรมและความโปร่งใสภายในหน่วยงาน", 22),
    ("evidence", "ภาพกิจกรรมที่แสดงถึงการปฏิบัติจริงอย่างเป็นรูปธรรม", 20),
]


class Writer:
    """Sentences that never repeat."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.seen = set()

    def once(self, make):
        while True:
            text = make(self.random.choice)
            if text not in self.seen:
                self.seen.add(text)
                return text

    def measure(self, long):
        return self.once(
            lambda one: f"{one(ACTIVITIES)}{one(SUBJECTS)} "
            + (one(PLACES + ENDS) if long else f"รวม {self.random.randint(2, 60)} ครั้ง"))

    def result(self):
        return self.once(
            lambda one: f"{one(ACTIVITIES)}{one(SUBJECTS)} เมื่อวันที่ {self.random.randint(1, 28)} "
            f"{one(MONTHS)} พ.ศ. {one([2567, 2568])} จำนวน {self.random.randint(12, 240)} คน")

    def finding(self):
        return self.once(lambda one: f"{one(FAULTS)} {one(SUBJECTS)} (ข้อสังเกตที่ {self.random.randint(1, 99)})")

    def name(self):
        return self.once(lambda one: f"{one(SUBJECTS)} ข้อย่อยที่ {self.random.randint(1, 400)}")

    def caption(self):
        return self.once(lambda one: f"{one(ACTIVITIES)}ครั้งที่ {self.random.randint(1, 99)}/2568")

    def survey(self):
        return f"{self.random.uniform(78, 100):.2f}"


def photo(number):
    """A picture of 1600 × 1200 points that takes about 300 kB, as the program's printable copies do."""
    noise = random.Random(number)
    small = Image.frombytes("RGB", (200, 150), noise.randbytes(200 * 150 * 3))
    sky = Image.linear_gradient("L").resize((1600, 1200))
    picture = Image.blend(small.resize((1600, 1200), Image.BICUBIC), Image.merge("RGB", (sky, sky, sky.rotate(90))), 0.5)
    best = None
    low, high = 20, 95
    while low <= high:
        quality = (low + high) // 2
        file = io.BytesIO()
        picture.save(file, "JPEG", quality=quality)
        data = file.getvalue()
        if best is None or abs(len(data) - PHOTO_BYTES) < abs(len(best) - PHOTO_BYTES):
            best = data
        low, high = (quality + 1, high) if len(data) < PHOTO_BYTES else (low, quality - 1)
    return best


def report(pictures):
    write = Writer(2568)
    blocks = []  # (indicator, lines)
    indicators = [(code, name) for code, _, parts in INSTRUMENTS for name, _ in parts]
    rows, index = 0, 0
    while rows < ROWS:
        lines = 2 if index % 8 == 0 and ROWS - rows >= 2 else 1
        blocks.append(lines)
        rows += lines
        index += 1
    slots = pictures + pictures[:12]
    due = [len(slots) * (i + 1) // len(blocks) for i in range(len(blocks))]
    sections, given, number = [], 0, 0
    for code, thai, parts in INSTRUMENTS:
        section = {"code": code, "thai": thai, "english": code, "indicators": []}
        sections.append(section)
        for name, _ in parts:
            number += 1
            mine = range(len(blocks) * (number - 1) // len(indicators), len(blocks) * number // len(indicators))
            rows_here = []
            for block in mine:
                lines = []
                for line in range(blocks[block]):
                    label = f"{code[0]}{block + 1}" + (f".{line + 1}" if blocks[block] > 1 else "")
                    item = {"key": f"item.{label}", "code": label, "thai": write.name(), "score": write.survey()}
                    lines.append({"items": [item], "label": label, "findings": [write.finding()]})
                results = []
                for place in range(1 + (block % 16 == 0)):
                    evidence = []
                    while given < due[block]:
                        name_, width, height = slots[given]
                        given += 1
                        evidence.append({"kind": "photo", "caption": write.caption(),
                                         "picture": {"sha256": name_, "width": width, "height": height}})
                    if not evidence:
                        evidence.append({"kind": "address", "caption": write.caption(),
                                         "address": f"https://example.go.th/{block + 1}/{place + 1}"})
                    results.append({"text": write.result(), "measures": [], "evidence": evidence})
                measures = [{"id": f"m{block}.{i}", "text": write.measure(i == 0), "status": "done"} for i in range(2)]
                rows_here.append({"lines": lines, "measures": measures, "results": results, "evidence": []})
            section["indicators"].append({"number": number, "thai": name, "english": name, "rows": rows_here})
    digest = "3f1a9c0e57b2d84466aa10f2c9be7701d5e88f3b4c2a6d90e1f7b8a35c6d2e49"
    return {
        "content": {
            "format": "prongsai-report/1",
            "agency": {"key": "sample", "thai": "สำนักงานเขตตัวอย่าง"}, "fiscalYear": 2568, "half": 1,
            "edition": {"id": "bangkok-2567", "revision": 0, "hash": digest}, "sections": sections},
        "layout": {
            "key": "bma", "landscape": True, "signatures": [],
            "columns": [{"content": c, "heading": h, "share": s} for c, h, s in COLUMNS]},
        "words": {
            "language": "th",
            "title": ["การรายงานผลการดำเนินการตามมาตรการยกระดับคุณธรรมและความโปร่งใสภายในหน่วยงาน",
                      "ของสำนักงานเขตตัวอย่าง ประจำปีงบประมาณ พ.ศ. 2568 รอบ 6 เดือนแรก (ตุลาคม 2567 - มีนาคม 2568)"],
            "points": "คะแนน", "indicator": "ตัวชี้วัดที่", "noResult": "", "pictureMissing": "",
            "pageOf": "หน้า {page} จาก {pages}", "unconfirmed": "ยังไม่ยืนยัน", "standing": "ผลการประเมิน",
            "total": "คะแนนรวม", "continued": "{code} (ต่อ)", "signed": "ลงชื่อ", "draft": "ฉบับร่าง", "frozen": "ครั้งที่ {version} รหัส {hash}",
            "sheet": {}, "status": {}},
        "seal": {"hash": digest, "version": 1, "mark": f"prongsai:verify:{digest}",
                 "frozenAt": "2025-04-04T08:30:00Z"},
    }


def scores():
    """Surveys between 78 and 100; a disclosure has all its points or none."""
    noise = random.Random(8317)
    counts = {code: sum(n for _, n in parts) for code, _, parts in INSTRUMENTS}
    codes = [f"{code[0]}{i + 1}" for code, count in counts.items() for i in range(count)]
    yield "agency," + ",".join(codes)
    for agency in range(AGENCIES):
        floor = noise.uniform(70, 97)
        zeros = noise.choice([0, 0, 0.02, 0.05, 0.1, 0.3])
        values = [
            ("0" if noise.random() < zeros else "100") if code[0] == "O" else f"{noise.uniform(floor, 100):.2f}"
            for code in codes]
        yield f"agency-{agency + 1}," + ",".join(values)


def main():
    folder = Path(sys.argv[1])
    photos = folder / "photos"
    photos.mkdir(parents=True, exist_ok=True)
    pictures = []
    for number in range(PHOTOS):
        data = photo(number)
        name = hashlib.sha256(data).hexdigest()
        (photos / f"{name}.jpg").write_bytes(data)
        pictures.append((name, 1600, 1200))
    (folder / "report.json").write_text(json.dumps(report(pictures), ensure_ascii=False), encoding="utf-8")
    (folder / "scores.csv").write_text("\n".join(scores()) + "\n", encoding="utf-8")
    sizes = [file.stat().st_size for file in photos.iterdir()]
    print(f"{len(sizes)} photos of {min(sizes)}–{max(sizes)} bytes")


main()
