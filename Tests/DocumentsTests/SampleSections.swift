/// Rows of a real half-year report, put in order: what the sample report is made of.
struct SampleRow {
    struct Line {
        var code: String
        var name: String?
        var score: String
        var findings: [String]
        /// Codes where one line names several items; empty where `code` is the item.
        var items: [String] = []
    }
    var indicator: Int
    var lines: [Line]
    var measures: [String]
    var results: [String]
    var captions: [String]
}

/// The instruments with their indicators, in Thai and English.
let sampleSections: [(code: String, thai: String, english: String, indicators: [(Int, String, String)])] = [
    (
        "IIT", "แบบวัดการรับรู้ของผู้มีส่วนได้ส่วนเสียภายใน (IIT)", "Internal Integrity and Transparency Assessment",
        [
            (1, "การปฏิบัติหน้าที่", "Performance of duties"), (2, "การใช้งบประมาณ", "Use of budget"),
            (3, "การใช้อำนาจ", "Use of power"), (4, "การใช้ทรัพย์สินของราชการ", "Use of state property"),
            (5, "การแก้ไขปัญหาการทุจริต", "Anti-corruption efforts"),
        ]
    ),
    (
        "EIT", "แบบวัดการรับรู้ของผู้มีส่วนได้ส่วนเสียภายนอก (EIT)",
        "External Integrity and Transparency Assessment",
        [
            (6, "คุณภาพการดำเนินงาน", "Quality of operations"),
            (7, "ประสิทธิภาพการสื่อสาร", "Effectiveness of communication"),
            (8, "การปรับปรุงระบบการทำงาน", "Improvement of work systems"),
        ]
    ),
    (
        "OIT", "แบบวัดการเปิดเผยข้อมูลสาธารณะ (OIT)", "Open Data Integrity and Transparency Assessment",
        [(9, "การเปิดเผยข้อมูล", "Disclosure of information"), (10, "การป้องกันการทุจริต", "Prevention of corruption")]
    ),
]
