-- From the published assessment to the frozen round. A plan row is a row of the official table: its lines name items
-- and what is wrong with them; measures may stand in many rows; results and evidence belong to one round. What was
-- carried from last year is a draft of what it names in `draft_from` until somebody confirms it.
CREATE TABLE assessment (
  id TEXT PRIMARY KEY,
  agency_id TEXT NOT NULL REFERENCES agency (id),
  fiscal_year BIGINT NOT NULL CHECK (fiscal_year BETWEEN 2500 AND 2700),
  edition_id TEXT NOT NULL,
  edition_revision BIGINT NOT NULL,
  source_name TEXT,
  created_at TEXT NOT NULL,
  UNIQUE (agency_id, fiscal_year),
  FOREIGN KEY (edition_id, edition_revision) REFERENCES edition (id, revision)
)
;
CREATE TABLE score (
  assessment_id TEXT NOT NULL REFERENCES assessment (id),
  agency_id TEXT NOT NULL REFERENCES agency (id),
  item_key TEXT NOT NULL,
  published TEXT NOT NULL CHECK (published <> ''),
  source_place TEXT,
  PRIMARY KEY (assessment_id, item_key)
)
;
CREATE TABLE plan (
  id TEXT PRIMARY KEY,
  agency_id TEXT NOT NULL REFERENCES agency (id),
  fiscal_year BIGINT NOT NULL CHECK (fiscal_year BETWEEN 2500 AND 2700),
  assessment_id TEXT NOT NULL REFERENCES assessment (id),
  created_at TEXT NOT NULL,
  UNIQUE (agency_id, fiscal_year)
)
;
CREATE TABLE plan_row (
  id TEXT PRIMARY KEY,
  agency_id TEXT NOT NULL REFERENCES agency (id),
  plan_id TEXT NOT NULL REFERENCES plan (id),
  position BIGINT NOT NULL
)
;
CREATE INDEX plan_row_plan ON plan_row (plan_id)
;
CREATE TABLE plan_line (
  id TEXT PRIMARY KEY,
  agency_id TEXT NOT NULL REFERENCES agency (id),
  row_id TEXT NOT NULL REFERENCES plan_row (id),
  position BIGINT NOT NULL
)
;
CREATE INDEX plan_line_row ON plan_line (row_id)
;
CREATE TABLE plan_line_item (
  line_id TEXT NOT NULL REFERENCES plan_line (id),
  agency_id TEXT NOT NULL REFERENCES agency (id),
  item_key TEXT NOT NULL,
  PRIMARY KEY (line_id, item_key)
)
;
CREATE TABLE finding (
  id TEXT PRIMARY KEY,
  agency_id TEXT NOT NULL REFERENCES agency (id),
  line_id TEXT NOT NULL REFERENCES plan_line (id),
  position BIGINT NOT NULL,
  text TEXT NOT NULL CHECK (text <> ''),
  draft_from TEXT REFERENCES finding (id)
)
;
CREATE INDEX finding_line ON finding (line_id)
;
CREATE TABLE measure (
  id TEXT PRIMARY KEY,
  agency_id TEXT NOT NULL REFERENCES agency (id),
  plan_id TEXT NOT NULL REFERENCES plan (id),
  text TEXT NOT NULL CHECK (text <> ''),
  unit_id TEXT REFERENCES unit (id),
  person_id TEXT REFERENCES person (id),
  steps TEXT,
  starts_on TEXT,
  ends_on TEXT,
  follow_up TEXT,
  status TEXT NOT NULL CHECK (status IN ('planned', 'underway', 'done', 'dropped')),
  draft_from TEXT REFERENCES measure (id),
  created_at TEXT NOT NULL
)
;
CREATE INDEX measure_plan ON measure (plan_id)
;
CREATE TABLE row_measure (
  row_id TEXT NOT NULL REFERENCES plan_row (id),
  measure_id TEXT NOT NULL REFERENCES measure (id),
  agency_id TEXT NOT NULL REFERENCES agency (id),
  position BIGINT NOT NULL,
  PRIMARY KEY (row_id, measure_id)
)
;
CREATE TABLE round (
  id TEXT PRIMARY KEY,
  agency_id TEXT NOT NULL REFERENCES agency (id),
  plan_id TEXT NOT NULL REFERENCES plan (id),
  half BIGINT NOT NULL CHECK (half IN (1, 2)),
  frozen_at TEXT,
  UNIQUE (plan_id, half)
)
;
CREATE TABLE progress (
  id TEXT PRIMARY KEY,
  agency_id TEXT NOT NULL REFERENCES agency (id),
  round_id TEXT NOT NULL REFERENCES round (id),
  row_id TEXT REFERENCES plan_row (id),
  position BIGINT NOT NULL,
  text TEXT NOT NULL CHECK (text <> ''),
  created_at TEXT NOT NULL
)
;
CREATE INDEX progress_round ON progress (round_id)
;
CREATE TABLE progress_measure (
  progress_id TEXT NOT NULL REFERENCES progress (id),
  measure_id TEXT NOT NULL REFERENCES measure (id),
  agency_id TEXT NOT NULL REFERENCES agency (id),
  PRIMARY KEY (progress_id, measure_id)
)
;
CREATE TABLE evidence (
  id TEXT PRIMARY KEY,
  agency_id TEXT NOT NULL REFERENCES agency (id),
  kind TEXT NOT NULL CHECK (kind IN ('photo', 'file', 'address')),
  file_sha256 TEXT,
  file_name TEXT,
  media_type TEXT,
  file_size BIGINT,
  print_sha256 TEXT,
  print_width BIGINT,
  print_height BIGINT,
  taken_at TEXT,
  address TEXT,
  created_at TEXT NOT NULL,
  UNIQUE (agency_id, file_sha256),
  CHECK (address IS NOT NULL OR file_sha256 IS NOT NULL)
)
;
CREATE TABLE evidence_use (
  id TEXT PRIMARY KEY,
  agency_id TEXT NOT NULL REFERENCES agency (id),
  round_id TEXT NOT NULL REFERENCES round (id),
  row_id TEXT REFERENCES plan_row (id),
  progress_id TEXT REFERENCES progress (id),
  evidence_id TEXT REFERENCES evidence (id),
  position BIGINT NOT NULL,
  caption TEXT NOT NULL,
  about_on TEXT,
  created_at TEXT NOT NULL,
  CHECK (row_id IS NOT NULL OR progress_id IS NOT NULL),
  CHECK (evidence_id IS NOT NULL OR caption <> '')
)
;
CREATE INDEX evidence_use_round ON evidence_use (round_id)
;
CREATE TABLE frozen_round (
  id TEXT PRIMARY KEY,
  agency_id TEXT NOT NULL REFERENCES agency (id),
  round_id TEXT NOT NULL REFERENCES round (id),
  version BIGINT NOT NULL CHECK (version > 0),
  content_hash TEXT NOT NULL,
  content TEXT NOT NULL,
  frozen_at TEXT NOT NULL,
  frozen_by TEXT NOT NULL,
  reason TEXT,
  mark TEXT NOT NULL,
  UNIQUE (round_id, version)
)
;
CREATE TABLE report_file (
  sha256 TEXT NOT NULL,
  agency_id TEXT NOT NULL REFERENCES agency (id),
  frozen_round_id TEXT NOT NULL REFERENCES frozen_round (id),
  written_at TEXT NOT NULL,
  PRIMARY KEY (agency_id, sha256)
)
;
CREATE TABLE import (
  id TEXT PRIMARY KEY,
  agency_id TEXT NOT NULL REFERENCES agency (id),
  kind TEXT NOT NULL CHECK (kind IN ('report', 'scores')),
  fiscal_year BIGINT NOT NULL,
  file_sha256 TEXT NOT NULL,
  file_name TEXT NOT NULL,
  applied_at TEXT NOT NULL,
  UNIQUE (agency_id, kind, fiscal_year, file_sha256)
)
