-- Disclosures hosted here: the page of an item with its files, every version that was published, and the addresses it
-- ever had, which lead to it for good.
CREATE TABLE disclosure_page (
  disclosure_id TEXT PRIMARY KEY REFERENCES disclosure (id),
  agency_id TEXT NOT NULL REFERENCES agency (id),
  slug TEXT NOT NULL,
  text TEXT NOT NULL,
  changed_at TEXT NOT NULL
)
;
CREATE TABLE disclosure_file (
  id TEXT PRIMARY KEY,
  agency_id TEXT NOT NULL REFERENCES agency (id),
  disclosure_id TEXT NOT NULL REFERENCES disclosure (id),
  position BIGINT NOT NULL,
  element_key TEXT,
  label TEXT NOT NULL,
  file_sha256 TEXT NOT NULL,
  file_name TEXT NOT NULL,
  media_type TEXT NOT NULL,
  file_size BIGINT NOT NULL,
  replaces_id TEXT REFERENCES disclosure_file (id),
  created_at TEXT NOT NULL,
  removed_at TEXT
)
;
CREATE INDEX disclosure_file_of ON disclosure_file (disclosure_id)
;
CREATE TABLE disclosure_slug (
  agency_id TEXT NOT NULL REFERENCES agency (id),
  fiscal_year BIGINT NOT NULL,
  slug TEXT NOT NULL,
  disclosure_id TEXT NOT NULL REFERENCES disclosure (id),
  since TEXT NOT NULL,
  PRIMARY KEY (agency_id, fiscal_year, slug)
)
;
CREATE TABLE published_page (
  id TEXT PRIMARY KEY,
  agency_id TEXT NOT NULL REFERENCES agency (id),
  disclosure_id TEXT NOT NULL REFERENCES disclosure (id),
  version BIGINT NOT NULL CHECK (version > 0),
  check_id TEXT NOT NULL REFERENCES disclosure_check (id),
  content TEXT NOT NULL,
  content_hash TEXT NOT NULL,
  published_by TEXT NOT NULL,
  published_at TEXT NOT NULL,
  withdrawn_at TEXT,
  withdrawn_because TEXT,
  UNIQUE (disclosure_id, version)
)
;
CREATE INDEX published_page_agency ON published_page (agency_id)
;
-- Contents that were looked through for personal data: nothing becomes public that was not.
CREATE TABLE scanned_content (
  agency_id TEXT NOT NULL REFERENCES agency (id),
  content_sha256 TEXT NOT NULL,
  scanned_at TEXT NOT NULL,
  PRIMARY KEY (agency_id, content_sha256)
)
