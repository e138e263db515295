-- What is looked at, when next, and what was seen: addresses of disclosures, and pages that are published here. The watcher deletes nothing: a look updates its address, counts in
-- its day, and leaves a verdict where the verdict or the content is another one than before.
CREATE TABLE watched (
  id TEXT PRIMARY KEY,
  agency_id TEXT NOT NULL REFERENCES agency (id),
  address_id TEXT UNIQUE REFERENCES disclosure_address (id),
  page_of TEXT UNIQUE REFERENCES disclosure (id),
  page_address TEXT,
  host TEXT NOT NULL,
  every_seconds BIGINT NOT NULL CHECK (every_seconds > 0),
  next_at TEXT NOT NULL,
  memory TEXT,
  standing TEXT,
  state TEXT NOT NULL CHECK (state IN ('unknown', 'up', 'down')),
  verdict TEXT,
  reasons TEXT,
  seen_at TEXT,
  since TEXT,
  last_good_at TEXT,
  digest TEXT,
  capture_id TEXT,
  known TEXT,
  certificate_ends_on TEXT,
  first_on TEXT,
  looks BIGINT NOT NULL DEFAULT 0,
  good BIGINT NOT NULL DEFAULT 0,
  bad BIGINT NOT NULL DEFAULT 0,
  changed_at TEXT,
  change_told_at TEXT,
  unsure_told_at TEXT,
  stopped_at TEXT,
  CHECK ((address_id IS NULL) <> (page_of IS NULL)),
  CHECK ((page_of IS NULL) = (page_address IS NULL))
)
;
CREATE INDEX watched_due ON watched (next_at) WHERE stopped_at IS NULL
;
CREATE INDEX watched_host ON watched (host, next_at) WHERE stopped_at IS NULL
;
CREATE INDEX watched_down ON watched (agency_id) WHERE state = 'down'
;
CREATE INDEX watched_agency ON watched (agency_id)
;
CREATE INDEX watched_change ON watched (changed_at) WHERE changed_at IS NOT NULL
;
CREATE INDEX watched_unsure ON watched (since) WHERE state <> 'down' AND stopped_at IS NULL
;
CREATE TABLE site_memory (
  host TEXT PRIMARY KEY,
  memory TEXT,
  learnt_at TEXT,
  leased_until TEXT,
  leased_by TEXT
)
;
CREATE TABLE verdict (
  id TEXT PRIMARY KEY,
  agency_id TEXT NOT NULL REFERENCES agency (id),
  watched_id TEXT NOT NULL REFERENCES watched (id),
  at TEXT NOT NULL,
  verdict TEXT NOT NULL,
  reasons TEXT NOT NULL,
  status BIGINT,
  final_address TEXT,
  elapsed_ms BIGINT NOT NULL,
  digest TEXT,
  difference TEXT,
  capture_id TEXT
)
;
CREATE INDEX verdict_of ON verdict (watched_id, at)
;
CREATE TABLE watched_day (
  watched_id TEXT NOT NULL REFERENCES watched (id),
  on_day TEXT NOT NULL,
  agency_id TEXT NOT NULL REFERENCES agency (id),
  looks BIGINT NOT NULL,
  good BIGINT NOT NULL,
  bad BIGINT NOT NULL,
  changed BIGINT NOT NULL,
  worst TEXT NOT NULL,
  PRIMARY KEY (watched_id, on_day)
)
;
CREATE INDEX watched_day_not_good ON watched_day (watched_id, on_day) WHERE good < looks
;
CREATE TABLE capture (
  id TEXT PRIMARY KEY,
  agency_id TEXT NOT NULL REFERENCES agency (id),
  watched_id TEXT NOT NULL REFERENCES watched (id),
  at TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('response', 'revisit', 'note')),
  payload_digest TEXT,
  of_capture_id TEXT REFERENCES capture (id),
  file_sha256 TEXT,
  file_offset BIGINT NOT NULL,
  bytes BIGINT NOT NULL,
  record TEXT
)
;
CREATE INDEX capture_of ON capture (watched_id, at)
;
CREATE INDEX capture_loose ON capture (at) WHERE record IS NOT NULL
;
-- That a person opened an address: what the program cannot tell, or what it saw change.
CREATE TABLE watched_visit (
  id TEXT PRIMARY KEY,
  agency_id TEXT NOT NULL REFERENCES agency (id),
  watched_id TEXT NOT NULL REFERENCES watched (id),
  by_whom TEXT NOT NULL,
  at TEXT NOT NULL,
  verdict TEXT,
  note TEXT NOT NULL,
  file_sha256 TEXT
)
;
CREATE INDEX watched_visit_of ON watched_visit (watched_id, at)
;
CREATE TABLE alert (
  id TEXT PRIMARY KEY,
  agency_id TEXT NOT NULL REFERENCES agency (id),
  disclosure_id TEXT NOT NULL REFERENCES disclosure (id),
  watched_id TEXT NOT NULL REFERENCES watched (id),
  verdict TEXT NOT NULL,
  reasons TEXT NOT NULL,
  points TEXT,
  since TEXT NOT NULL,
  last_good_at TEXT,
  raised_at TEXT NOT NULL,
  owner_told_at TEXT,
  officer_told_at TEXT,
  director_told_at TEXT,
  ended_at TEXT
)
;
CREATE INDEX alert_agency ON alert (agency_id, ended_at)
;
CREATE UNIQUE INDEX alert_open ON alert (watched_id) WHERE ended_at IS NULL
;
CREATE TABLE answers_freeze (
  id TEXT PRIMARY KEY,
  agency_id TEXT NOT NULL REFERENCES agency (id),
  year_id TEXT NOT NULL REFERENCES disclosure_year (id),
  at TEXT NOT NULL,
  by_whom TEXT NOT NULL,
  content TEXT NOT NULL,
  content_hash TEXT NOT NULL
)
;
-- Messages of LINE go out as mail and webhooks do. The list of kinds stands in the table itself, which is made anew.
CREATE TABLE outbox_with_line (
  id TEXT PRIMARY KEY,
  agency_id TEXT NOT NULL REFERENCES agency (id),
  kind TEXT NOT NULL CHECK (kind IN ('mail', 'webhook', 'line')),
  target TEXT NOT NULL,
  payload TEXT NOT NULL,
  created_at TEXT NOT NULL,
  attempts BIGINT NOT NULL,
  next_at TEXT NOT NULL,
  done_at TEXT,
  fault TEXT
)
;
INSERT INTO outbox_with_line (id, agency_id, kind, target, payload, created_at, attempts, next_at, done_at, fault)
  SELECT id, agency_id, kind, target, payload, created_at, attempts, next_at, done_at, fault FROM outbox
;
DROP TABLE outbox
;
ALTER TABLE outbox_with_line RENAME TO outbox
;
CREATE INDEX outbox_due ON outbox (next_at) WHERE done_at IS NULL
;
CREATE INDEX outbox_target ON outbox (agency_id, target)
