/// Everything one round of one agency says: what is frozen, hashed, printed and exported as JSON.
/// Scores and dates are text exactly as they are printed; nothing here depends on a layout or an interface language.
public struct RoundContent: Codable, Sendable, Equatable {
    /// The schema of the JSON form; see `docs/report.schema.json`.
    public static let format = "prongsai-report/1"

    /// Written into the JSON, so that a reader years from now knows which schema it follows.
    public var format = RoundContent.format
    /// Whose round it is; a frozen round keeps the names of its day.
    public var agency: Agency
    /// Fiscal year in the Buddhist Era, such as 2568 (1 October 2567 – 30 September 2568).
    public var fiscalYear: Int
    /// 1 = October–March, 2 = April–September.
    public var half: Int
    /// The rules the plan was made under.
    public var edition: EditionName
    /// Scores the plan answers; nil where the agency has none on record.
    public var standing: Standing?
    /// One for each instrument that has plan rows, in the edition's order.
    public var sections: [Section]

    /// A round's content in the current format.
    public init(
        agency: Agency, fiscalYear: Int, half: Int, edition: EditionName, standing: Standing?, sections: [Section]
    ) {
        (self.agency, self.fiscalYear, self.half) = (agency, fiscalYear, half)
        (self.edition, self.standing, self.sections) = (edition, standing, sections)
    }

    /// Who reports.
    public struct Agency: Codable, Sendable, Equatable {
        /// The agency's own short name, stable over the years.
        public var key: String
        /// Official name, as it stands in the title block.
        public var thai: String
        /// Nil where none is known; an English report then prints the Thai name.
        public var english: String?
        /// An agency by its short name and what it is called.
        public init(key: String, thai: String, english: String?) {
            (self.key, self.thai, self.english) = (key, thai, english)
        }
    }

    /// The edition the plan stands on, by id, revision and the SHA-256 of its rules.
    public struct EditionName: Codable, Sendable, Equatable {
        /// Such as `bma-ita-2567`; the year in it is the one that was assessed.
        public var id: String
        /// 0 as first published; 1, 2, … for corrections of display text, which leave `hash` as it is.
        public var revision: Int
        /// SHA-256 of everything but display text, lower-case hex.
        public var hash: String
        /// An edition named so that a changed rule cannot pass for it.
        public init(id: String, revision: Int, hash: String) {
            (self.id, self.revision, self.hash) = (id, revision, hash)
        }
    }

    /// Where the agency stood in the assessment the plan answers.
    public struct Standing: Codable, Sendable, Equatable {
        /// Total with two decimals, or nil where a part cannot be computed.
        public var total: String?
        /// Name of the level, such as ผ่านดี; nil without a total or where levels are not known.
        public var levelThai: String?
        /// The same level in English.
        public var levelEnglish: String?
        /// Every instrument of the edition, in its order.
        public var instruments: [Part]
        /// Why the figures are not confirmed; empty when every field used was seen or computed.
        public var unconfirmed: [Note]
        /// A standing already rounded and put into words; nothing is computed from it again.
        public init(
            total: String?, levelThai: String?, levelEnglish: String?, instruments: [Part], unconfirmed: [Note]
        ) {
            (self.total, self.levelThai, self.levelEnglish) = (total, levelThai, levelEnglish)
            (self.instruments, self.unconfirmed) = (instruments, unconfirmed)
        }
        /// One instrument's score.
        public struct Part: Codable, Sendable, Equatable {
            /// `IIT`, `EIT` or `OIT`.
            public var code: String
            /// Two decimals; nil where an item has no score.
            public var score: String?
            /// An instrument's score, rounded for print.
            public init(code: String, score: String?) { (self.code, self.score) = (code, score) }
        }
    }

    /// A sentence in both languages.
    public struct Note: Codable, Sendable, Equatable {
        /// Complete in itself, needing no other file to be understood.
        public var thai: String
        /// Says the same as the Thai.
        public var english: String
        /// A sentence frozen in both languages, whichever the report is printed in.
        public init(thai: String, english: String) { (self.thai, self.english) = (thai, english) }
    }

    /// One instrument of the report.
    public struct Section: Codable, Sendable, Equatable {
        /// `IIT`, `EIT` or `OIT`.
        public var code: String
        /// The heading of a Thai report, the code already in brackets behind the name.
        public var thai: String
        /// The name alone; writers add the code.
        public var english: String
        /// Those that have plan rows, in the edition's order.
        public var indicators: [Indicator]
        /// An instrument's part of the report.
        public init(code: String, thai: String, english: String, indicators: [Indicator]) {
            (self.code, self.thai, self.english, self.indicators) = (code, thai, english, indicators)
        }
    }

    /// One indicator and the plan rows under it.
    public struct Indicator: Codable, Sendable, Equatable {
        /// As printed after ตัวชี้วัดที่; counted over all instruments.
        public var number: Int
        /// As the edition's owner words it.
        public var thai: String
        /// Its translation.
        public var english: String
        /// Rows whose first item belongs here, in the order of those items.
        public var rows: [Row]
        /// An indicator with its rows.
        public init(number: Int, thai: String, english: String, rows: [Row]) {
            (self.number, self.thai, self.english, self.rows) = (number, thai, english, rows)
        }
    }

    /// One row of the official table: items that share their measures, results and evidence.
    public struct Row: Codable, Sendable, Equatable {
        /// What the cells of the row are merged over, top to bottom.
        public var lines: [Line]
        /// What will be done for the items of all lines, in the order the row lists it.
        public var measures: [Measure]
        /// What was done in this round; empty where nothing was reported.
        public var results: [Result]
        /// Evidence of the row as a whole, not of one result.
        public var evidence: [Evidence]
        /// A row; its measures, results and evidence belong to all its lines together.
        public init(lines: [Line], measures: [Measure], results: [Result], evidence: [Evidence]) {
            (self.lines, self.measures, self.results, self.evidence) = (lines, measures, results, evidence)
        }
    }

    /// One item, or a named range of items with the same score, and what is wrong with it.
    public struct Line: Codable, Sendable, Equatable {
        /// In the order they were put into the row.
        public var items: [Item]
        /// How the items are named together, such as `O1–O9, O11–O14, O16–O17`; the code where there is one item.
        public var label: String
        /// What is wrong, one text each; empty where nothing was written down.
        public var findings: [String]
        /// A line as it stands in the first two columns of the half-year form.
        public init(items: [Item], label: String, findings: [String]) {
            (self.items, self.label, self.findings) = (items, label, findings)
        }
    }

    /// One item of the edition with its published score.
    public struct Item: Codable, Sendable, Equatable {
        /// The name that survives renumbering, such as `oit.gift-policy`.
        public var key: String
        /// The edition's label, such as `O18`.
        public var code: String
        /// Official wording; nil where the edition's makers did not find it.
        public var thai: String?
        /// Its translation; nil where there is none.
        public var english: String?
        /// As published, such as `94.70`; nil where there is none.
        public var score: String?
        /// An item as the edition words it and as it was scored.
        public init(key: String, code: String, thai: String?, english: String?, score: String?) {
            (self.key, self.code, self.thai, self.english, self.score) = (key, code, thai, english, score)
        }
    }

    /// What will be done.
    public struct Measure: Codable, Sendable, Equatable {
        /// What ``Result/measures`` names it by; the same in every round of the plan.
        public var id: String
        /// The measure as the agency wrote it.
        public var text: String
        /// Name of the ฝ่าย that does it; nil where none is named.
        public var unit: String?
        /// Name of whoever answers for it; nil where nobody is named.
        public var person: String?
        /// One a line, separated by line feeds.
        public var steps: String?
        /// First day, `YYYY-MM-DD` of the common era; nil where the plan gives none.
        public var startsOn: String?
        /// Last day in the same form, itself included; without a first day it is a deadline.
        public var endsOn: String?
        /// How and by whom it is followed up.
        public var followUp: String?
        /// `planned`, `underway`, `done` or `dropped`; empty where a result beside it may be of it and nobody said more.
        public var status: String
        /// A measure; whatever the plan left open is nil and prints as an empty cell.
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
        /// What was done, as the agency wrote it.
        public var text: String
        /// The ids of the measures it is about; empty where nobody said.
        public var measures: [String]
        /// What proves this result, in the order it is printed.
        public var evidence: [Evidence]
        /// A result with its proof.
        public init(text: String, measures: [String], evidence: [Evidence]) {
            (self.text, self.measures, self.evidence) = (text, measures, evidence)
        }
    }

    /// Proof of a result: a photo, a file, an address, or a caption still waiting for its picture.
    public struct Evidence: Codable, Sendable, Equatable {
        /// `photo`, `file`, `address` or `caption`.
        public var kind: String
        /// What it shows; may be empty. With `caption` as its kind it is all there is.
        public var caption: String
        /// Day the evidence is about, `YYYY-MM-DD` of the common era; nil where nobody said.
        public var aboutOn: String?
        /// The copy to print; nil for anything but a photo.
        public var picture: Picture?
        /// Name under which a `file` was handed in; nil for the other kinds.
        public var fileName: String?
        /// SHA-256 of the file as it was handed in, lower-case hex; nil where there is no file.
        public var sha256: String?
        /// The `http` or `https` address; nil for the other kinds.
        public var address: String?
        /// Since when an `address` was seen not to show what it should, `YYYY-MM-DD`; nil where nothing was seen amiss.
        public var downSince: String?
        /// A piece of evidence; what its kind does not have stays nil.
        public init(
            kind: String, caption: String, aboutOn: String? = nil, picture: Picture? = nil, fileName: String? = nil,
            sha256: String? = nil, address: String? = nil, downSince: String? = nil
        ) {
            self.downSince = downSince
            (self.kind, self.caption, self.aboutOn, self.picture) = (kind, caption, aboutOn, picture)
            (self.fileName, self.sha256, self.address) = (fileName, sha256, address)
        }
    }

    /// The copy of a photo that may be printed: a JPEG turned upright, without GPS or EXIF.
    public struct Picture: Codable, Sendable, Equatable {
        /// SHA-256 of the printable copy, lower-case hex.
        public var sha256: String
        /// Pixels, after turning upright.
        public var width: Int
        /// Pixels, after turning upright.
        public var height: Int
        /// A printable copy by its hash; the bytes are asked of a ``PictureSource`` when they are needed.
        public init(sha256: String, width: Int, height: Int) {
            (self.sha256, self.width, self.height) = (sha256, width, height)
        }
    }
}
