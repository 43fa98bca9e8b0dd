-- A draft says for whom it is.
-- Types: see migrations/README.md. Constraints carry the same names as in ../postgres: the code maps names to fields.

-- What is written for somebody else names who acts ('agent') once it is sent; a draft may lack that name. An older server writes no word here,
-- so whoever is named acts also where it says no.
ALTER TABLE service_case ADD COLUMN for_other BOOLEAN NOT NULL DEFAULT FALSE;
