-- Work behind the pages: where jobs stand and what came of them, who was reminded of what, and calendars one may subscribe to.
ALTER TABLE job ADD COLUMN attempts BIGINT NOT NULL DEFAULT 0
;
ALTER TABLE job ADD COLUMN input_sha256 TEXT
;
ALTER TABLE job ADD COLUMN outcome_sha256 TEXT
;
ALTER TABLE job ADD COLUMN outcome_name TEXT
;
CREATE INDEX job_waiting ON job (created_at) WHERE finished_at IS NULL
;
CREATE INDEX outbox_due ON outbox (next_at) WHERE done_at IS NULL
;
CREATE INDEX outbox_target ON outbox (agency_id, target)
;
CREATE TABLE reminder (
  measure_id TEXT NOT NULL,
  round_id TEXT NOT NULL REFERENCES round (id),
  agency_id TEXT NOT NULL REFERENCES agency (id),
  told_at TEXT NOT NULL,
  PRIMARY KEY (measure_id, round_id)
)
;
CREATE TABLE calendar_link (
  code_hash TEXT PRIMARY KEY,
  agency_id TEXT NOT NULL REFERENCES agency (id),
  person_id TEXT NOT NULL REFERENCES person (id),
  created_at TEXT NOT NULL,
  revoked_at TEXT
)
;
CREATE INDEX calendar_link_person ON calendar_link (person_id)
