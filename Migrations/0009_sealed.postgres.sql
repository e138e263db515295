-- What cannot change cannot be emptied either: TRUNCATE asks no trigger that guards single rows. And the journal's newest
-- line is named beside it, so that a journal cut short shows.
CREATE TABLE journal_head (
  agency_id TEXT PRIMARY KEY,
  number BIGINT NOT NULL,
  hash TEXT NOT NULL
)
;
INSERT INTO journal_head (agency_id, number, hash)
SELECT agency_id, number, hash FROM journal AS line
WHERE number = (SELECT MAX(number) FROM journal WHERE journal.agency_id = line.agency_id)
;
CREATE FUNCTION refuse_backwards() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.agency_id <> OLD.agency_id OR NEW.number <= OLD.number THEN
    RAISE EXCEPTION 'journal';
  END IF;
  RETURN NEW;
END $$
;
CREATE TRIGGER journal_head_onwards BEFORE UPDATE ON journal_head
FOR EACH ROW EXECUTE FUNCTION refuse_backwards()
;
CREATE TRIGGER journal_head_fixed BEFORE DELETE ON journal_head
FOR EACH ROW EXECUTE FUNCTION refuse('journal')
;
CREATE TRIGGER journal_head_emptied BEFORE TRUNCATE ON journal_head
FOR EACH STATEMENT EXECUTE FUNCTION refuse('journal')
;
CREATE TRIGGER journal_emptied BEFORE TRUNCATE ON journal
FOR EACH STATEMENT EXECUTE FUNCTION refuse('journal')
;
CREATE TRIGGER frozen_round_emptied BEFORE TRUNCATE ON frozen_round
FOR EACH STATEMENT EXECUTE FUNCTION refuse('frozen_round')
;
CREATE TRIGGER edition_emptied BEFORE TRUNCATE ON edition
FOR EACH STATEMENT EXECUTE FUNCTION refuse('edition')
;
CREATE TRIGGER progress_emptied BEFORE TRUNCATE ON progress
FOR EACH STATEMENT EXECUTE FUNCTION refuse('frozen_round')
;
CREATE TRIGGER evidence_use_emptied BEFORE TRUNCATE ON evidence_use
FOR EACH STATEMENT EXECUTE FUNCTION refuse('frozen_round')
;
CREATE TRIGGER progress_measure_emptied BEFORE TRUNCATE ON progress_measure
FOR EACH STATEMENT EXECUTE FUNCTION refuse('frozen_round')
