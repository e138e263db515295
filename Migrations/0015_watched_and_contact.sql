-- What an address was seen to be is counted by the day (watched_day); these were never read.
ALTER TABLE watched DROP COLUMN first_on
;
ALTER TABLE watched DROP COLUMN looks
;
ALTER TABLE watched DROP COLUMN good
;
ALTER TABLE watched DROP COLUMN bad
;
-- Where the public asks about what an office publishes; said in the catalogues of its data.
ALTER TABLE agency ADD COLUMN public_email TEXT
