-- Coaching packs that were made, whom they are for, and what was practised. No words of calls are in here.

CREATE TABLE packs (
    id TEXT NOT NULL PRIMARY KEY,
    made_at_utc TEXT NOT NULL
) STRICT;

CREATE TABLE pack_subjects (
    pack_id TEXT NOT NULL REFERENCES packs (id),
    number INTEGER NOT NULL,
    agent_name TEXT,
    extension TEXT,
    criterion_id TEXT NOT NULL,
    PRIMARY KEY (pack_id, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE practised (
    id INTEGER PRIMARY KEY,
    pack_id TEXT NOT NULL REFERENCES packs (id),
    day TEXT NOT NULL,
    agent_name TEXT,
    extension TEXT,
    criterion_id TEXT NOT NULL,
    note TEXT,
    recorded_at_utc TEXT NOT NULL
) STRICT;

CREATE TRIGGER packs_are_append_only BEFORE UPDATE ON packs
BEGIN
    SELECT raise(ABORT, 'a coaching pack is never changed');
END;

CREATE TRIGGER pack_subjects_are_append_only BEFORE UPDATE ON pack_subjects
BEGIN
    SELECT raise(ABORT, 'a coaching pack is never changed');
END;

CREATE TRIGGER practised_is_append_only BEFORE UPDATE ON practised
BEGIN
    SELECT raise(ABORT, 'what was practised is never changed');
END;

CREATE TRIGGER practised_is_kept BEFORE DELETE ON practised
BEGIN
    SELECT raise(ABORT, 'what was practised is never changed');
END;
