-- Amenities and photos get versions, as everything else that two people may edit at once has; a request's key remembers what
-- was asked under it, so that a repeat is told from another request. Rows from before keep '' there: nothing is known of them.

ALTER TABLE amenity ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
ALTER TABLE amenity ADD COLUMN updated_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE amenity ADD COLUMN updated_by TEXT NOT NULL DEFAULT '';

ALTER TABLE photo ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
ALTER TABLE photo ADD COLUMN updated_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE photo ADD COLUMN updated_by TEXT NOT NULL DEFAULT '';

ALTER TABLE request_key ADD COLUMN content_hash TEXT NOT NULL DEFAULT '';
