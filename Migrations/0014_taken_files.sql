-- Earlier files of a disclosure that were taken out of public view: when, by whom, and why.
ALTER TABLE disclosure_file ADD COLUMN taken_at TEXT
;
ALTER TABLE disclosure_file ADD COLUMN taken_by TEXT
;
ALTER TABLE disclosure_file ADD COLUMN taken_because TEXT
