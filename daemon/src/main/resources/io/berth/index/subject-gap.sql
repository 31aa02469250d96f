-- Images of a store that an earlier daemon filled do not have the fact of what they are about: it is filled in from their
-- manifests at the next start (index.SubjectGap).
INSERT INTO meta(key, value) SELECT 'subject_gap', '1' WHERE EXISTS (SELECT 1 FROM image);
