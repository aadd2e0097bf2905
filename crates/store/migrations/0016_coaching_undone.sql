-- What was noted as practised by mistake: taken back by a row of its own, since what was practised is never changed.

CREATE TABLE practised_undone (
    practised_id INTEGER PRIMARY KEY REFERENCES practised (id),
    recorded_at_utc TEXT NOT NULL
) STRICT;

CREATE TRIGGER practised_undone_is_append_only BEFORE UPDATE ON practised_undone
BEGIN
    SELECT raise(ABORT, 'what was taken back is never changed');
END;

CREATE TRIGGER practised_undone_is_kept BEFORE DELETE ON practised_undone
BEGIN
    SELECT raise(ABORT, 'what was taken back is never changed');
END;
