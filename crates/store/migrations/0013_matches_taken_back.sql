-- A match can be taken back: the newest row of a planned call then has no call. A column cannot be made to take null in
-- place, so the table is made again; nothing refers to it.

CREATE TABLE new_shop_matches (
    id INTEGER PRIMARY KEY,
    planned_call_id INTEGER NOT NULL REFERENCES planned_calls (id) ON DELETE CASCADE,
    call_id TEXT,
    how TEXT NOT NULL
        CHECK (how IN ('number_and_time', 'withheld_number', 'own_recording', 'by_hand', 'none', 'open')),
    is_own INTEGER NOT NULL CHECK (is_own IN (0, 1)),
    started_at TEXT,
    started_at_utc TEXT,
    source TEXT NOT NULL CHECK (json_valid(source)),
    created_at_utc TEXT NOT NULL,
    CHECK ((call_id IS NULL) = (how IN ('none', 'open')))
) STRICT;

INSERT INTO new_shop_matches
    (id, planned_call_id, call_id, how, is_own, started_at, started_at_utc, source, created_at_utc)
SELECT id, planned_call_id, call_id, how, is_own, started_at, started_at_utc, source, created_at_utc
FROM shop_matches;

DROP TABLE shop_matches;
ALTER TABLE new_shop_matches RENAME TO shop_matches;

CREATE INDEX shop_matches_by_planned_call ON shop_matches (planned_call_id, id);
CREATE INDEX shop_matches_by_call ON shop_matches (call_id);

CREATE TRIGGER shop_matches_are_append_only BEFORE UPDATE ON shop_matches
BEGIN
    SELECT raise(ABORT, 'matches are never changed: append another one');
END;
