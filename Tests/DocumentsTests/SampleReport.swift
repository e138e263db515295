import Documents

/// A report like the ones districts hand in: real sentences, merged cells, results with and without photos.
///
/// - `rows`: plan rows, spread over the ten indicators; at 12 or fewer each is different.
/// - `photos`: distinct pictures, spread over the results; one is used a second time. 0 leaves captions that wait.
/// - `language`: `th` or `en` for the fixed words and names; what an agency typed stays Thai.
/// - `layout`: `bma` (five columns, landscape) or `nacc` (single measures with owner, steps, period, follow-up).
///
/// Their bytes come from `samplePicture(_:)`.
func sampleReport(rows count: Int = 12, photos: Int = 24, language: String = "th", layout: String = "bma") -> Report {
    let thai = language == "th"
    var slots = PhotoSlots(rows: count, photos: photos)
    var byIndicator: [Int: [RoundContent.Row]] = [:]
    for index in 0..<count {
        let sample = sampleRows[index * sampleRows.count / max(count, sampleRows.count)]
        byIndicator[sample.indicator, default: []].append(contentRow(sample, index: index, slots: &slots))
    }
    let sections = sampleSections.compactMap { section -> RoundContent.Section? in
        let indicators = section.indicators.compactMap { number, thai, english -> RoundContent.Indicator? in
            byIndicator[number].map {
                RoundContent.Indicator(number: number, thai: thai, english: english, rows: $0)
            }
        }
        return indicators.isEmpty
            ? nil
            : RoundContent.Section(
                code: section.code, thai: section.thai, english: section.english, indicators: indicators)
    }
    let hash = "3f1a9c0e57b2d84466aa10f2c9be7701d5e88f3b4c2a6d90e1f7b8a35c6d2e49"
    return Report(
        content: RoundContent(
            agency: .init(key: "bma-lak-si", thai: "สำนักงานเขตหลักสี่", english: "Lak Si District Office"),
            fiscalYear: 2568, half: 1,
            edition: .init(
                id: "bma-ita-2567", revision: 1,
                hash: "90ad1c77e2f04b5d8836c1fe0a52b94733de6f1289ab07c5d4e3f2a1b0c9d8e7"),
            standing: .init(
                total: "76.25", levelThai: "ผ่าน", levelEnglish: "Passed",
                instruments: [
                    .init(code: "IIT", score: "94.91"), .init(code: "EIT", score: "88.07"),
                    .init(code: "OIT", score: "53.41"),
                ],
                unconfirmed: [
                    .init(
                        thai: "คะแนน I11 อ่านจากสำเนาที่ตัวอักษรไม่ชัด ยังไม่มีผู้ตรวจทานกับประกาศผล",
                        english: "The score of I11 was read from an unclear copy; nobody has checked it."),
                    .init(
                        thai: "สูตรคะแนนรวมของฉบับปี 2567 อนุมานจากฉบับปี 2566",
                        english: "The 2567 formula for the total is inferred from the 2566 edition."),
                ]),
            sections: sections),
        layout: sampleLayout(layout, thai: thai), words: sampleWords(thai: thai),
        seal: ReportSeal(
            hash: hash, version: 1, mark: "https://prongsai.example.go.th/verify/\(hash.prefix(32))",
            frozenAt: "2025-04-04T08:30:00Z"))
}

private func contentRow(_ sample: SampleRow, index: Int, slots: inout PhotoSlots) -> RoundContent.Row {
    RoundContent.Row(
        lines: sample.lines.map { line in
            let codes = line.items.isEmpty ? [line.code] : line.items
            return RoundContent.Line(
                items: codes.map { code in
                    .init(
                        key: "item.\(code)", code: code, thai: line.name,
                        english: line.name == nil ? nil : "Item \(code)", score: line.score)
                },
                label: line.code, findings: line.findings)
        },
        measures: sample.measures.enumerated().map { number, text in
            .init(
                id: "m\(index)-\(number)", text: text, unit: number % 2 == 0 ? "ฝ่ายปกครอง" : "ฝ่ายการคลัง",
                person: number == 0 ? "นางสาวกตัญญู รู้คุณ" : nil,
                steps: number == 0 ? "สำรวจความต้องการ\nจัดทำร่างคู่มือ\nเผยแพร่และติดตามผล" : "เวียนแจ้งทุกฝ่าย",
                startsOn: "2024-10-0\(number % 9 + 1)", endsOn: "2025-03-\(20 + number % 9)",
                followUp: number % 2 == 0 ? "รายงานที่ประชุมหัวหน้าฝ่ายทุกเดือน" : nil,
                status: ["done", "underway", "planned", "dropped"][number % 4])
        },
        results: sample.results.enumerated().map { number, text in
            .init(
                text: text, measures: ["m\(index)-\(number)"],
                evidence: slots.evidence(
                    caption: number < sample.captions.count ? sample.captions[number] : nil, index: index,
                    last: number == sample.results.count - 1))
        },
        evidence: index % 12 == 4
            ? [
                .init(
                    kind: "file", caption: "บันทึกข้อความเชิญประชุม ที่ กท 6701/ 214", fileName: "บันทึกข้อความ 214.pdf",
                    sha256: String(repeating: "ab", count: 32)),
                .init(
                    kind: "address", caption: "หน้าเว็บที่เผยแพร่",
                    address: "https://webportal.bangkok.go.th/laksi/page/sub/24512/No-Gift-Policy?lang=th&year=2568"),
            ] : [])
}

/// Hands out pictures so that `photos` of them are spread over the rows.
private struct PhotoSlots {
    var rows: Int
    var photos: Int
    var used = 0

    init(rows: Int, photos: Int) { (self.rows, self.photos) = (rows, photos) }

    mutating func evidence(caption: String?, index: Int, last: Bool) -> [RoundContent.Evidence] {
        guard let caption else { return [] }
        let due = (photos * (index + 1) + rows - 1) / max(rows, 1)
        // A result shows one to five photos; what is still due in the row comes with its last result.
        let wanted = last ? min(due - used, 5) : min(due - used, 2)
        if wanted <= 0 { return [.init(kind: "caption", caption: caption)] }
        var evidence = (0..<wanted).map { offset in
            RoundContent.Evidence(
                kind: "photo",
                caption: offset == 0 ? caption : offset == 1 ? "บรรยากาศการประชุม" : "ภาพที่ \(offset + 1)",
                aboutOn: "2025-01-1\(offset)", picture: samplePicture(used + offset).picture)
        }
        if index == 0, used == 0, photos > 1 {
            evidence.append(.init(kind: "photo", caption: "ภาพเดิมอีกครั้ง", picture: samplePicture(0).picture))
        }
        used += wanted
        return evidence
    }
}

/// The columns of the two forms.
func sampleLayout(_ key: String, thai: Bool) -> ReportLayout {
    let bma: [(ReportLayout.Content, String, String, Double)] = [
        (.items, "ประเด็นการประเมิน", "Item", 1.5),
        (.findings, "ประเด็นที่ต้องปรับปรุง/ยกระดับการพัฒนา", "What to improve", 1.6),
        (
            .measures, "มาตรการ/กิจกรรมในการเตรียมความพร้อมรับการประเมินในประเด็นที่ต้องปรับปรุง/ยกระดับการพัฒนา",
            "Measures", 2.1
        ),
        (
            .results, "ผลการดำเนินการตามมาตรการยกระดับคุณธรรมและความโปร่งใสภายในหน่วยงาน", "Results", 1.9
        ),
        (.evidence, "ภาพกิจกรรมที่แสดงถึงการปฏิบัติจริงอย่างเป็นรูปธรรม", "Photos", 2.2),
    ]
    let nacc: [(ReportLayout.Content, String, String, Double)] = [
        (.items, "ประเด็นการประเมิน", "Item", 1.5), (.findings, "ประเด็นที่ต้องปรับปรุง", "What to improve", 1.6),
        (.measures, "มาตรการ/กิจกรรม", "Measures", 2.2), (.owner, "ผู้รับผิดชอบ", "Owner", 1.1),
        (.steps, "ขั้นตอนการดำเนินการ", "Steps", 1.4), (.period, "ระยะเวลา", "Period", 1),
        (.status, "สถานะ", "Status", 0.9), (.followUp, "การติดตามผล", "Follow-up", 1.2),
        (.results, "ผลการดำเนินการ", "Results", 1.6),
    ]
    return ReportLayout(
        key: key, landscape: true,
        columns: (key == "nacc" ? nacc : bma).map { .init(content: $0.0, heading: thai ? $0.1 : $0.2, share: $0.3) },
        signatures: key == "nacc"
            ? []
            : thai
                ? ["ผู้จัดทำรายงาน", "หัวหน้าฝ่ายปกครอง", "ผู้อำนวยการเขตหลักสี่"]
                : ["Prepared by", "Head of Administration", "Director of Lak Si District"])
}

/// The fixed words of a report.
func sampleWords(thai: Bool) -> ReportWords {
    var words = ReportWords(
        language: thai ? "th" : "en",
        title: thai
            ? [
                "การรายงานผลการดำเนินการตามมาตรการยกระดับคุณธรรมและความโปร่งใสภายในหน่วยงาน",
                "ของสำนักงานเขตหลักสี่ ประจำปีงบประมาณ พ.ศ. 2568 รอบ 6 เดือนแรก (ตุลาคม 2567 - มีนาคม 2568)",
            ]
            : [
                "Report on measures to raise integrity and transparency",
                "Lak Si District Office, fiscal year 2568, first half (October 2024 – March 2025)",
            ],
        points: thai ? "คะแนน" : "points", indicator: thai ? "ตัวชี้วัดที่" : "Indicator",
        noResult: thai ? "ยังไม่มีผลการดำเนินการ" : "No result yet",
        pictureMissing: thai ? "ยังไม่มีภาพ" : "Picture to come",
        pageOf: thai ? "หน้า {page} จาก {pages}" : "Page {page} of {pages}",
        unconfirmed: thai ? "ยังไม่ยืนยัน" : "Unconfirmed", standing: thai ? "ผลการประเมิน" : "Scores",
        total: thai ? "คะแนนรวม" : "Total",
        continued: thai ? "{code} (ต่อ)" : "{code} (continued)", signed: thai ? "ลงชื่อ" : "Signed",
        draft: thai ? "ฉบับร่าง ยังไม่ได้ปิดรอบ" : "Draft, round not closed",
        frozen: thai ? "ฉบับปิดรอบ ครั้งที่ {version} รหัส {hash}" : "Frozen version {version}, code {hash}",
        sheet: thai
            ? [
                "instrument": "เครื่องมือ", "indicator": "ตัวชี้วัด", "item": "ข้อ", "name": "ประเด็นการประเมิน",
                "score": "คะแนน", "finding": "ประเด็นที่ต้องปรับปรุง", "measure": "มาตรการ", "unit": "หน่วยงาน",
                "person": "ผู้รับผิดชอบ", "steps": "ขั้นตอน", "starts_on": "เริ่ม", "ends_on": "สิ้นสุด",
                "follow_up": "การติดตาม", "status": "สถานะ", "result": "ผลการดำเนินการ", "evidence": "หลักฐาน",
            ]
            : [
                "instrument": "Instrument", "indicator": "Indicator", "item": "Item", "name": "Name", "score": "Score",
                "finding": "Finding", "measure": "Measure", "unit": "Unit", "person": "Person", "steps": "Steps",
                "starts_on": "Starts", "ends_on": "Ends", "follow_up": "Follow-up", "status": "Status",
                "result": "Result", "evidence": "Evidence",
            ],
        status: thai
            ? ["planned": "วางแผน", "underway": "กำลังดำเนินการ", "done": "เสร็จแล้ว", "dropped": "ยกเลิก"]
            : ["planned": "Planned", "underway": "Under way", "done": "Done", "dropped": "Dropped"])
    words.check = "\(thai ? "เปิดหน้าตรวจสอบ แล้วพิมพ์รหัส" : "Open the page that checks it and type") 3f1a 9c0e 57b2 d844"
    return words
}
