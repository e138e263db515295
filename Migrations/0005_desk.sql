-- Working together: contributions without an account, submission and approval, notices, mail and webhooks on their way,
-- long work, tokens for machines, what is published.
CREATE TABLE contribution_link (
  id TEXT PRIMARY KEY,
  agency_id TEXT NOT NULL REFERENCES agency (id),
  round_id TEXT NOT NULL REFERENCES round (id),
  measure_id TEXT NOT NULL REFERENCES measure (id),
  code_hash TEXT NOT NULL UNIQUE,
  label TEXT NOT NULL,
  created_by TEXT NOT NULL,
  created_at TEXT NOT NULL,
  expires_at TEXT NOT NULL,
  revoked_at TEXT
)
;
CREATE TABLE contribution (
  id TEXT PRIMARY KEY,
  agency_id TEXT NOT NULL REFERENCES agency (id),
  link_id TEXT NOT NULL REFERENCES contribution_link (id),
  name TEXT NOT NULL,
  text TEXT NOT NULL,
  created_at TEXT NOT NULL,
  decision TEXT CHECK (decision IN ('accepted', 'declined')),
  decided_by TEXT,
  decided_at TEXT,
  progress_id TEXT
)
;
CREATE TABLE contribution_file (
  id TEXT PRIMARY KEY,
  agency_id TEXT NOT NULL REFERENCES agency (id),
  contribution_id TEXT NOT NULL REFERENCES contribution (id),
  position BIGINT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('photo', 'file')),
  file_sha256 TEXT NOT NULL,
  file_name TEXT NOT NULL,
  media_type TEXT NOT NULL,
  file_size BIGINT NOT NULL,
  print_sha256 TEXT,
  print_width BIGINT,
  print_height BIGINT,
  taken_at TEXT,
  caption TEXT NOT NULL,
  about_on TEXT
)
;
CREATE TABLE submission (
  id TEXT PRIMARY KEY,
  agency_id TEXT NOT NULL REFERENCES agency (id),
  round_id TEXT NOT NULL REFERENCES round (id),
  content_hash TEXT NOT NULL,
  note TEXT,
  submitted_by TEXT NOT NULL,
  submitted_at TEXT NOT NULL,
  decision TEXT CHECK (decision IN ('approved', 'returned')),
  reply TEXT,
  decided_by TEXT,
  decided_at TEXT
)
;
CREATE INDEX submission_round ON submission (round_id)
;
CREATE TABLE publication (
  id TEXT PRIMARY KEY,
  agency_id TEXT NOT NULL REFERENCES agency (id),
  frozen_round_id TEXT NOT NULL REFERENCES frozen_round (id),
  published_by TEXT NOT NULL,
  published_at TEXT NOT NULL,
  withdrawn_at TEXT
)
;
CREATE TABLE notice (
  id TEXT PRIMARY KEY,
  agency_id TEXT NOT NULL REFERENCES agency (id),
  person_id TEXT NOT NULL REFERENCES person (id),
  kind TEXT NOT NULL,
  particulars TEXT NOT NULL,
  address TEXT NOT NULL,
  created_at TEXT NOT NULL,
  read_at TEXT,
  mailed_at TEXT
)
;
CREATE INDEX notice_person ON notice (person_id)
;
CREATE TABLE notice_choice (
  person_id TEXT NOT NULL REFERENCES person (id),
  kind TEXT NOT NULL,
  agency_id TEXT NOT NULL REFERENCES agency (id),
  way TEXT NOT NULL CHECK (way IN ('none', 'desk', 'mail')),
  PRIMARY KEY (person_id, kind)
)
;
CREATE TABLE outbox (
  id TEXT PRIMARY KEY,
  agency_id TEXT NOT NULL REFERENCES agency (id),
  kind TEXT NOT NULL CHECK (kind IN ('mail', 'webhook')),
  target TEXT NOT NULL,
  payload TEXT NOT NULL,
  created_at TEXT NOT NULL,
  attempts BIGINT NOT NULL,
  next_at TEXT NOT NULL,
  done_at TEXT,
  fault TEXT
)
;
CREATE TABLE job (
  id TEXT PRIMARY KEY,
  agency_id TEXT NOT NULL REFERENCES agency (id),
  person_id TEXT REFERENCES person (id),
  kind TEXT NOT NULL,
  input TEXT NOT NULL,
  done BIGINT NOT NULL,
  total BIGINT NOT NULL,
  created_at TEXT NOT NULL,
  leased_until TEXT,
  finished_at TEXT,
  outcome TEXT,
  fault TEXT
)
;
CREATE TABLE api_token (
  token_hash TEXT PRIMARY KEY,
  agency_id TEXT NOT NULL REFERENCES agency (id),
  person_id TEXT NOT NULL REFERENCES person (id),
  label TEXT NOT NULL,
  scopes TEXT NOT NULL,
  created_at TEXT NOT NULL,
  expires_at TEXT,
  used_at TEXT,
  revoked_at TEXT
)
;
CREATE TABLE webhook (
  id TEXT PRIMARY KEY,
  agency_id TEXT NOT NULL REFERENCES agency (id),
  address TEXT NOT NULL,
  secret TEXT NOT NULL,
  events TEXT NOT NULL,
  created_at TEXT NOT NULL,
  removed_at TEXT
)
