-- A draft says for whom it is.
-- Types: see migrations/README.md. Constraints carry the same names as in ../postgres: the code maps names to fields.

-- What is written for somebody else names who acts ('agent') once it is sent; a draft may lack that name. An older server does not write
-- this: whoever is named there acts all the same.
ALTER TABLE service_case ADD COLUMN for_other BOOLEAN NOT NULL DEFAULT FALSE;
