-- Files that were handed in to be read: shown as understood first, and found again when somebody says to apply them.
CREATE TABLE upload (
  id TEXT PRIMARY KEY,
  agency_id TEXT NOT NULL REFERENCES agency (id),
  kind TEXT NOT NULL CHECK (kind IN ('report', 'scores')),
  fiscal_year BIGINT NOT NULL,
  file_sha256 TEXT NOT NULL,
  file_name TEXT NOT NULL,
  created_at TEXT NOT NULL,
  UNIQUE (agency_id, kind, fiscal_year, file_sha256)
)
