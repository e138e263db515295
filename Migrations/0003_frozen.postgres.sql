-- A frozen round cannot change, whoever asks: its stored report never, its results and evidence not until it is reopened.
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '%', TG_ARGV[0];
END $$
;
CREATE FUNCTION refuse_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' AND EXISTS (SELECT 1 FROM round WHERE id = OLD.round_id AND frozen_at IS NOT NULL) THEN
    RAISE EXCEPTION 'frozen_round';
  END IF;
  IF TG_OP = 'DELETE' THEN
    RETURN OLD;
  END IF;
  IF EXISTS (SELECT 1 FROM round WHERE id = NEW.round_id AND frozen_at IS NOT NULL) THEN
    RAISE EXCEPTION 'frozen_round';
  END IF;
  RETURN NEW;
END $$
;
CREATE FUNCTION refuse_frozen_measure() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' AND EXISTS (SELECT 1 FROM progress JOIN round ON round.id = progress.round_id
      WHERE progress.id = OLD.progress_id AND frozen_at IS NOT NULL) THEN
    RAISE EXCEPTION 'frozen_round';
  END IF;
  IF TG_OP = 'DELETE' THEN
    RETURN OLD;
  END IF;
  IF EXISTS (SELECT 1 FROM progress JOIN round ON round.id = progress.round_id
      WHERE progress.id = NEW.progress_id AND frozen_at IS NOT NULL) THEN
    RAISE EXCEPTION 'frozen_round';
  END IF;
  RETURN NEW;
END $$
;
CREATE TRIGGER frozen_round_fixed BEFORE UPDATE OR DELETE ON frozen_round
FOR EACH ROW EXECUTE FUNCTION refuse('frozen_round')
;
CREATE TRIGGER edition_fixed BEFORE UPDATE OR DELETE ON edition
FOR EACH ROW EXECUTE FUNCTION refuse('edition')
;
CREATE TRIGGER journal_fixed BEFORE UPDATE OR DELETE ON journal
FOR EACH ROW EXECUTE FUNCTION refuse('journal')
;
CREATE TRIGGER progress_frozen BEFORE INSERT OR UPDATE OR DELETE ON progress
FOR EACH ROW EXECUTE FUNCTION refuse_frozen()
;
CREATE TRIGGER evidence_use_frozen BEFORE INSERT OR UPDATE OR DELETE ON evidence_use
FOR EACH ROW EXECUTE FUNCTION refuse_frozen()
;
CREATE TRIGGER progress_measure_frozen BEFORE INSERT OR UPDATE OR DELETE ON progress_measure
FOR EACH ROW EXECUTE FUNCTION refuse_frozen_measure()
