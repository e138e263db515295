-- Where a piece of evidence is used, and what came through a link, found without reading everything.
CREATE INDEX evidence_use_evidence ON evidence_use (evidence_id)
;
CREATE INDEX evidence_use_progress ON evidence_use (progress_id)
;
CREATE INDEX contribution_of_link ON contribution (link_id)
;
CREATE INDEX contribution_file_of ON contribution_file (contribution_id)
