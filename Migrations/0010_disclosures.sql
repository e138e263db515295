-- What an agency must disclose in a year: the OIT items of an edition, who keeps each, what it must contain, and the
-- addresses where it stands. What was carried from last year is an offer until somebody takes it.
CREATE TABLE disclosure_year (
  id TEXT PRIMARY KEY,
  agency_id TEXT NOT NULL REFERENCES agency (id),
  fiscal_year BIGINT NOT NULL CHECK (fiscal_year BETWEEN 2500 AND 2700),
  edition_id TEXT NOT NULL,
  edition_revision BIGINT NOT NULL,
  answers_due_on TEXT,
  created_at TEXT NOT NULL,
  UNIQUE (agency_id, fiscal_year),
  FOREIGN KEY (edition_id, edition_revision) REFERENCES edition (id, revision)
)
;
CREATE TABLE disclosure (
  id TEXT PRIMARY KEY,
  agency_id TEXT NOT NULL REFERENCES agency (id),
  year_id TEXT NOT NULL REFERENCES disclosure_year (id),
  item_key TEXT NOT NULL,
  title TEXT,
  unit_id TEXT REFERENCES unit (id),
  person_id TEXT REFERENCES person (id),
  covers_from TEXT,
  covers_to TEXT,
  nothing_because TEXT,
  explanation TEXT,
  changed_at TEXT NOT NULL,
  UNIQUE (year_id, item_key)
)
;
CREATE INDEX disclosure_agency ON disclosure (agency_id)
;
CREATE TABLE disclosure_element (
  id TEXT PRIMARY KEY,
  agency_id TEXT NOT NULL REFERENCES agency (id),
  disclosure_id TEXT NOT NULL REFERENCES disclosure (id),
  position BIGINT NOT NULL,
  text TEXT NOT NULL CHECK (text <> ''),
  removed_at TEXT
)
;
CREATE INDEX disclosure_element_of ON disclosure_element (disclosure_id)
;
CREATE TABLE disclosure_address (
  id TEXT PRIMARY KEY,
  agency_id TEXT NOT NULL REFERENCES agency (id),
  disclosure_id TEXT NOT NULL REFERENCES disclosure (id),
  position BIGINT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('website', 'egp', 'drive', 'social', 'other')),
  address TEXT NOT NULL CHECK (address <> ''),
  label TEXT NOT NULL,
  element_key TEXT,
  offered_from TEXT,
  source TEXT,
  created_at TEXT NOT NULL,
  removed_at TEXT
)
;
CREATE INDEX disclosure_address_of ON disclosure_address (disclosure_id)
;
CREATE TABLE disclosure_preparer (
  disclosure_id TEXT NOT NULL REFERENCES disclosure (id),
  person TEXT NOT NULL,
  agency_id TEXT NOT NULL REFERENCES agency (id),
  at TEXT NOT NULL,
  PRIMARY KEY (disclosure_id, person)
)
;
CREATE TABLE disclosure_source (
  id TEXT PRIMARY KEY,
  agency_id TEXT NOT NULL REFERENCES agency (id),
  year_id TEXT NOT NULL REFERENCES disclosure_year (id),
  file_sha256 TEXT NOT NULL,
  name TEXT NOT NULL,
  read_at TEXT NOT NULL,
  applied_at TEXT,
  UNIQUE (year_id, file_sha256)
)
