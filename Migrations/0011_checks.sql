-- The second person's check: what was ticked, where its proof is, and the hash of what was seen. A check is void from
-- the moment something else is seen. What looked like personal data stays named until it is gone or justified. A look
-- is what the program read for the checker, newest only: an address, a file kept here, or the page's own text.
CREATE TABLE disclosure_check (
  id TEXT PRIMARY KEY,
  agency_id TEXT NOT NULL REFERENCES agency (id),
  disclosure_id TEXT NOT NULL REFERENCES disclosure (id),
  asked_by TEXT NOT NULL,
  asked_at TEXT NOT NULL,
  asked_note TEXT,
  seen_hash TEXT,
  seen TEXT,
  decision TEXT CHECK (decision IN ('passed', 'returned')),
  note TEXT,
  decided_by TEXT,
  decided_at TEXT,
  void_at TEXT,
  void_because TEXT
)
;
CREATE INDEX disclosure_check_of ON disclosure_check (disclosure_id)
;
CREATE INDEX disclosure_check_agency ON disclosure_check (agency_id, decision)
;
CREATE TABLE disclosure_tick (
  check_id TEXT NOT NULL REFERENCES disclosure_check (id),
  element_key TEXT NOT NULL,
  agency_id TEXT NOT NULL REFERENCES agency (id),
  found TEXT NOT NULL CHECK (found IN ('there', 'none', 'missing')),
  address_id TEXT REFERENCES disclosure_address (id),
  file_sha256 TEXT,
  place TEXT NOT NULL,
  screenshot_sha256 TEXT,
  PRIMARY KEY (check_id, element_key)
)
;
CREATE TABLE disclosure_look (
  disclosure_id TEXT NOT NULL REFERENCES disclosure (id),
  source TEXT NOT NULL,
  agency_id TEXT NOT NULL REFERENCES agency (id),
  content_hash TEXT,
  digest TEXT,
  outcome TEXT NOT NULL,
  findings TEXT NOT NULL,
  at TEXT NOT NULL,
  PRIMARY KEY (disclosure_id, source)
)
;
CREATE TABLE personal_find (
  id TEXT PRIMARY KEY,
  agency_id TEXT NOT NULL REFERENCES agency (id),
  disclosure_id TEXT NOT NULL REFERENCES disclosure (id),
  content_sha256 TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('citizen', 'account', 'place')),
  masked TEXT NOT NULL,
  place TEXT NOT NULL,
  found_at TEXT NOT NULL,
  justified_by TEXT,
  justified_at TEXT,
  justified_because TEXT,
  UNIQUE (disclosure_id, content_sha256, kind, masked, place)
)
