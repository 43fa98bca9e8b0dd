-- What was withdrawn is known again, whatever it is called.
-- Types: see migrations/README.md. Constraints carry the same names as in ../sqlite: the code maps names to fields.

-- SHA-256 of the content that was emptied, so that the same is not added under another name. None where an older server withdrew it: of
-- that only its own name is known again. The trigger of 0037 lets it be written with the emptying, and never after.
ALTER TABLE matter_file ADD COLUMN withdrawn BYTEA CONSTRAINT matter_file_withdrawn_check
    CHECK (withdrawn IS NULL OR (content IS NULL AND LENGTH(withdrawn) = 32));
