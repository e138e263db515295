-- How people sign in. A password is kept as its scrypt digest, a session, invitation or recovery code as its SHA-256:
-- nobody who reads this database can sign in with what they find.
CREATE TABLE account (
  person_id TEXT PRIMARY KEY REFERENCES person (id),
  agency_id TEXT NOT NULL REFERENCES agency (id),
  login TEXT NOT NULL UNIQUE CHECK (login <> ''),
  password TEXT,
  second_factor TEXT,
  second_factor_at TEXT,
  second_factor_step BIGINT,
  created_at TEXT NOT NULL,
  closed_at TEXT
)
;
CREATE TABLE recovery_code (
  person_id TEXT NOT NULL REFERENCES person (id),
  code_hash TEXT NOT NULL,
  agency_id TEXT NOT NULL REFERENCES agency (id),
  used_at TEXT,
  PRIMARY KEY (person_id, code_hash)
)
;
CREATE TABLE session (
  token_hash TEXT PRIMARY KEY,
  agency_id TEXT NOT NULL REFERENCES agency (id),
  person_id TEXT NOT NULL REFERENCES person (id),
  device TEXT NOT NULL,
  created_at TEXT NOT NULL,
  seen_at TEXT NOT NULL,
  expires_at TEXT NOT NULL,
  ended_at TEXT
)
;
CREATE INDEX session_person ON session (person_id)
;
CREATE TABLE ticket (
  code_hash TEXT PRIMARY KEY,
  agency_id TEXT NOT NULL REFERENCES agency (id),
  person_id TEXT NOT NULL REFERENCES person (id),
  purpose TEXT NOT NULL CHECK (purpose IN ('invitation', 'reset')),
  created_at TEXT NOT NULL,
  expires_at TEXT NOT NULL,
  used_at TEXT
)
;
CREATE INDEX ticket_person ON ticket (person_id)
;
CREATE TABLE sign_in_failure (
  login_hash TEXT PRIMARY KEY,
  agency_id TEXT NOT NULL,
  failures BIGINT NOT NULL,
  blocked_until TEXT NOT NULL
)
