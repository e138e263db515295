-- A frozen round cannot change, whoever asks: its stored report never, its results and evidence not until it is reopened.
CREATE TRIGGER frozen_round_update BEFORE UPDATE ON frozen_round
BEGIN
  SELECT RAISE(ABORT, 'frozen_round');
END
;
CREATE TRIGGER frozen_round_delete BEFORE DELETE ON frozen_round
BEGIN
  SELECT RAISE(ABORT, 'frozen_round');
END
;
CREATE TRIGGER progress_insert_frozen BEFORE INSERT ON progress
WHEN EXISTS (SELECT 1 FROM round WHERE id = NEW.round_id AND frozen_at IS NOT NULL)
BEGIN
  SELECT RAISE(ABORT, 'frozen_round');
END
;
CREATE TRIGGER progress_update_frozen BEFORE UPDATE ON progress
WHEN EXISTS (SELECT 1 FROM round WHERE id = OLD.round_id AND frozen_at IS NOT NULL) OR EXISTS (SELECT 1 FROM round WHERE id = NEW.round_id AND frozen_at IS NOT NULL)
BEGIN
  SELECT RAISE(ABORT, 'frozen_round');
END
;
CREATE TRIGGER progress_delete_frozen BEFORE DELETE ON progress
WHEN EXISTS (SELECT 1 FROM round WHERE id = OLD.round_id AND frozen_at IS NOT NULL)
BEGIN
  SELECT RAISE(ABORT, 'frozen_round');
END
;
CREATE TRIGGER evidence_use_insert_frozen BEFORE INSERT ON evidence_use
WHEN EXISTS (SELECT 1 FROM round WHERE id = NEW.round_id AND frozen_at IS NOT NULL)
BEGIN
  SELECT RAISE(ABORT, 'frozen_round');
END
;
CREATE TRIGGER evidence_use_update_frozen BEFORE UPDATE ON evidence_use
WHEN EXISTS (SELECT 1 FROM round WHERE id = OLD.round_id AND frozen_at IS NOT NULL) OR EXISTS (SELECT 1 FROM round WHERE id = NEW.round_id AND frozen_at IS NOT NULL)
BEGIN
  SELECT RAISE(ABORT, 'frozen_round');
END
;
CREATE TRIGGER evidence_use_delete_frozen BEFORE DELETE ON evidence_use
WHEN EXISTS (SELECT 1 FROM round WHERE id = OLD.round_id AND frozen_at IS NOT NULL)
BEGIN
  SELECT RAISE(ABORT, 'frozen_round');
END
;
CREATE TRIGGER progress_measure_insert_frozen BEFORE INSERT ON progress_measure
WHEN EXISTS (SELECT 1 FROM progress JOIN round ON round.id = progress.round_id WHERE progress.id = NEW.progress_id AND frozen_at IS NOT NULL)
BEGIN
  SELECT RAISE(ABORT, 'frozen_round');
END
;
CREATE TRIGGER progress_measure_update_frozen BEFORE UPDATE ON progress_measure
WHEN EXISTS (SELECT 1 FROM progress JOIN round ON round.id = progress.round_id WHERE progress.id = OLD.progress_id AND frozen_at IS NOT NULL) OR EXISTS (SELECT 1 FROM progress JOIN round ON round.id = progress.round_id WHERE progress.id = NEW.progress_id AND frozen_at IS NOT NULL)
BEGIN
  SELECT RAISE(ABORT, 'frozen_round');
END
;
CREATE TRIGGER progress_measure_delete_frozen BEFORE DELETE ON progress_measure
WHEN EXISTS (SELECT 1 FROM progress JOIN round ON round.id = progress.round_id WHERE progress.id = OLD.progress_id AND frozen_at IS NOT NULL)
BEGIN
  SELECT RAISE(ABORT, 'frozen_round');
END
;
CREATE TRIGGER edition_update BEFORE UPDATE ON edition
BEGIN
  SELECT RAISE(ABORT, 'edition');
END
;
CREATE TRIGGER edition_delete BEFORE DELETE ON edition
BEGIN
  SELECT RAISE(ABORT, 'edition');
END
;
CREATE TRIGGER journal_update BEFORE UPDATE ON journal
BEGIN
  SELECT RAISE(ABORT, 'journal');
END
;
CREATE TRIGGER journal_delete BEFORE DELETE ON journal
BEGIN
  SELECT RAISE(ABORT, 'journal');
END
