/// Everything one round of one agency says: what is frozen, hashed, printed and exported as JSON.
/// Scores and dates are text exactly as they are printed; nothing here depends on a layout or an interface language.
public struct RoundContent: Codable, Sendable, Equatable {
    /// The schema of the JSON form; see `docs/report.schema.json`.
    public static let format = "prongsai-report/1"

    public var format = RoundContent.format
    public var agency: Agency
    /// Fiscal year in the Buddhist Era, such as 2568 (1 October 2567 – 30 September 2568).
    public var fiscalYear: Int
    /// 1 = October–March, 2 = April–September.
    public var half: Int
    public var edition: EditionName
    public var standing: Standing?
    public var sections: [Section]

    public init(
        agency: Agency, fiscalYear: Int, half: Int, edition: EditionName, standing: Standing?, sections: [Section]
    ) {
        (self.agency, self.fiscalYear, self.half) = (agency, fiscalYear, half)
        (self.edition, self.standing, self.sections) = (edition, standing, sections)
    }

    /// Who reports.
    public struct Agency: Codable, Sendable, Equatable {
        public var key: String
        public var thai: String
        public var english: String?
        public init(key: String, thai: String, english: String?) {
            (self.key, self.thai, self.english) = (key, thai, english)
        }
    }

    /// The edition the plan stands on, by id, revision and the SHA-256 of its rules.
    public struct EditionName: Codable, Sendable, Equatable {
        public var id: String
        public var revision: Int
        public var hash: String
        public init(id: String, revision: Int, hash: String) {
            (self.id, self.revision, self.hash) = (id, revision, hash)
        }
    }

    /// Where the agency stood in the assessment the plan answers.
    public struct Standing: Codable, Sendable, Equatable {
        /// Total with two decimals, or nil where a part cannot be computed.
        public var total: String?
        public var levelThai: String?
        public var levelEnglish: String?
        public var instruments: [Part]
        /// Why the figures are not confirmed; empty when every field used was seen or computed.
        public var unconfirmed: [Note]
        public init(
            total: String?, levelThai: String?, levelEnglish: String?, instruments: [Part], unconfirmed: [Note]
        ) {
            (self.total, self.levelThai, self.levelEnglish) = (total, levelThai, levelEnglish)
            (self.instruments, self.unconfirmed) = (instruments, unconfirmed)
        }
        /// One instrument's score.
        public struct Part: Codable, Sendable, Equatable {
            public var code: String
            public var score: String?
            public init(code: String, score: String?) { (self.code, self.score) = (code, score) }
        }
    }

    /// A sentence in both languages.
    public struct Note: Codable, Sendable, Equatable {
        public var thai: String
        public var english: String
        public init(thai: String, english: String) { (self.thai, self.english) = (thai, english) }
    }

    /// One instrument of the report.
    public struct Section: Codable, Sendable, Equatable {
        public var code: String
        public var thai: String
        public var english: String
        public var indicators: [Indicator]
        public init(code: String, thai: String, english: String, indicators: [Indicator]) {
            (self.code, self.thai, self.english, self.indicators) = (code, thai, english, indicators)
        }
    }

    /// One indicator and the plan rows under it.
    public struct Indicator: Codable, Sendable, Equatable {
        public var number: Int
        public var thai: String
        public var english: String
        public var rows: [Row]
        public init(number: Int, thai: String, english: String, rows: [Row]) {
            (self.number, self.thai, self.english, self.rows) = (number, thai, english, rows)
        }
    }

    /// One row of the official table: items that share their measures, results and evidence.
    public struct Row: Codable, Sendable, Equatable {
        public var lines: [Line]
        public var measures: [Measure]
        public var results: [Result]
        /// Evidence of the row as a whole, not of one result.
        public var evidence: [Evidence]
        public init(lines: [Line], measures: [Measure], results: [Result], evidence: [Evidence]) {
            (self.lines, self.measures, self.results, self.evidence) = (lines, measures, results, evidence)
        }
    }

    /// One item, or a named range of items with the same score, and what is wrong with it.
    public struct Line: Codable, Sendable, Equatable {
        public var items: [Item]
        /// How the items are named together, such as `O1–O9, O11–O14, O16–O17`; the code where there is one item.
        public var label: String
        public var findings: [String]
        public init(items: [Item], label: String, findings: [String]) {
            (self.items, self.label, self.findings) = (items, label, findings)
        }
    }

    /// One item of the edition with its published score.
    public struct Item: Codable, Sendable, Equatable {
        public var key: String
        public var code: String
        public var thai: String?
        public var english: String?
        /// As published, such as `94.70`; nil where there is none.
        public var score: String?
        public init(key: String, code: String, thai: String?, english: String?, score: String?) {
            (self.key, self.code, self.thai, self.english, self.score) = (key, code, thai, english, score)
        }
    }

    /// What will be done.
    public struct Measure: Codable, Sendable, Equatable {
        public var id: String
        public var text: String
        public var unit: String?
        public var person: String?
        public var steps: String?
        /// ISO days.
        public var startsOn: String?
        public var endsOn: String?
        public var followUp: String?
        /// `planned`, `underway`, `done` or `dropped`.
        public var status: String
        public init(
            id: String, text: String, unit: String? = nil, person: String? = nil, steps: String? = nil,
            startsOn: String? = nil, endsOn: String? = nil, followUp: String? = nil, status: String
        ) {
            (self.id, self.text, self.unit, self.person, self.steps) = (id, text, unit, person, steps)
            (self.startsOn, self.endsOn, self.followUp, self.status) = (startsOn, endsOn, followUp, status)
        }
    }

    /// What was done in the round.
    public struct Result: Codable, Sendable, Equatable {
        public var text: String
        /// The ids of the measures it is about; empty where nobody said.
        public var measures: [String]
        public var evidence: [Evidence]
        public init(text: String, measures: [String], evidence: [Evidence]) {
            (self.text, self.measures, self.evidence) = (text, measures, evidence)
        }
    }

    /// Proof of a result: a photo, a file, an address, or a caption still waiting for its picture.
    public struct Evidence: Codable, Sendable, Equatable {
        /// `photo`, `file`, `address` or `caption`.
        public var kind: String
        public var caption: String
        /// ISO day the evidence is about.
        public var aboutOn: String?
        public var picture: Picture?
        public var fileName: String?
        /// SHA-256 of the file as it was handed in.
        public var sha256: String?
        public var address: String?
        public init(
            kind: String, caption: String, aboutOn: String? = nil, picture: Picture? = nil, fileName: String? = nil,
            sha256: String? = nil, address: String? = nil
        ) {
            (self.kind, self.caption, self.aboutOn, self.picture) = (kind, caption, aboutOn, picture)
            (self.fileName, self.sha256, self.address) = (fileName, sha256, address)
        }
    }

    /// The copy of a photo that may be printed: a JPEG turned upright, without GPS or EXIF.
    public struct Picture: Codable, Sendable, Equatable {
        /// SHA-256 of the printable copy, lower-case hex.
        public var sha256: String
        /// Pixels.
        public var width: Int
        public var height: Int
        public init(sha256: String, width: Int, height: Int) {
            (self.sha256, self.width, self.height) = (sha256, width, height)
        }
    }
}
