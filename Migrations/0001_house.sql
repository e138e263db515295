-- Who there is, which editions are in use, and the journal of everything that was changed.
CREATE TABLE agency (
  id TEXT PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  parent_id TEXT REFERENCES agency (id),
  thai TEXT NOT NULL CHECK (thai <> ''),
  english TEXT,
  created_at TEXT NOT NULL
)
;
CREATE TABLE unit (
  id TEXT PRIMARY KEY,
  agency_id TEXT NOT NULL REFERENCES agency (id),
  name TEXT NOT NULL CHECK (name <> ''),
  created_at TEXT NOT NULL,
  retired_at TEXT,
  UNIQUE (agency_id, name)
)
;
CREATE TABLE person (
  id TEXT PRIMARY KEY,
  agency_id TEXT NOT NULL REFERENCES agency (id),
  unit_id TEXT REFERENCES unit (id),
  name TEXT NOT NULL CHECK (name <> ''),
  title TEXT,
  email TEXT,
  role TEXT NOT NULL CHECK (role IN ('director', 'officer', 'unit_officer', 'reader', 'overseer', 'administrator')),
  created_at TEXT NOT NULL,
  retired_at TEXT,
  UNIQUE (agency_id, name)
)
;
CREATE TABLE edition (
  id TEXT NOT NULL,
  revision BIGINT NOT NULL CHECK (revision >= 0),
  content_hash TEXT NOT NULL,
  rules_hash TEXT NOT NULL,
  body TEXT NOT NULL,
  installed_at TEXT NOT NULL,
  PRIMARY KEY (id, revision)
)
;
CREATE TABLE journal (
  agency_id TEXT NOT NULL,
  number BIGINT NOT NULL,
  at TEXT NOT NULL,
  actor TEXT NOT NULL,
  operation TEXT NOT NULL,
  about TEXT NOT NULL,
  particulars TEXT NOT NULL,
  previous TEXT NOT NULL,
  hash TEXT NOT NULL,
  PRIMARY KEY (agency_id, number)
)
