-- Which captures stand in the database still, address by address: they are moved in that order once their month is over.
CREATE INDEX capture_unmoved ON capture (watched_id, at) WHERE record IS NOT NULL
