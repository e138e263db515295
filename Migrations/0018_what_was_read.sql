-- What was read at an address for the checker, in the form in which the watcher holds its looks against it: when it did so
-- first, and when it found something else there. What the watcher saw change before this was kept, changed since it was
-- read.
ALTER TABLE disclosure_look ADD COLUMN compared_at TEXT
;
ALTER TABLE disclosure_look ADD COLUMN turned_at TEXT
;
ALTER TABLE disclosure_look ADD COLUMN memory TEXT
;
UPDATE disclosure_look SET turned_at = (
  SELECT MAX(verdict.at) FROM watched JOIN verdict ON verdict.watched_id = watched.id
  WHERE watched.address_id = SUBSTR(disclosure_look.source, 9) AND verdict.at > disclosure_look.at
  AND verdict.verdict IN ('changed', 'replaced', 'wrong_year', 'kind_changed')
  AND EXISTS (SELECT 1 FROM verdict AS earlier WHERE earlier.watched_id = watched.id AND earlier.at < verdict.at))
WHERE source LIKE 'address:%'
