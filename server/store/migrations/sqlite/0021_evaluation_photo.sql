-- Photos that answer a question of an evaluation's form. Types: see migrations/README.md.

-- 'sealed' is a JPEG that nobody reads without the deployment's report.key. A photo is deleted a year after it came, and as soon as
-- whoever sent it is forgotten.
CREATE TABLE evaluation_photo (
    id BIGINT NOT NULL,
    evaluation_id BIGINT NOT NULL,
    sealed BLOB NOT NULL,
    made_at BIGINT NOT NULL,
    CONSTRAINT evaluation_photo_pkey PRIMARY KEY (evaluation_id, id),
    CONSTRAINT evaluation_photo_evaluation_fkey FOREIGN KEY (evaluation_id) REFERENCES evaluation (id)
);
CREATE INDEX evaluation_photo_made_idx ON evaluation_photo (made_at);
