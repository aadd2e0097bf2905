-- Proof of what was removed because it was old.

CREATE TABLE purges (
    id INTEGER PRIMARY KEY,
    purged_at_utc TEXT NOT NULL,
    cutoff_utc TEXT NOT NULL,
    counts TEXT NOT NULL CHECK (json_valid(counts)),
    ids_sha256 TEXT NOT NULL,
    previous_sha256 TEXT NOT NULL,
    sha256 TEXT NOT NULL
) STRICT;

CREATE TRIGGER purges_are_append_only BEFORE UPDATE ON purges
BEGIN
    SELECT raise(ABORT, 'the log of what was purged is never changed');
END;

CREATE TRIGGER purges_are_kept BEFORE DELETE ON purges
BEGIN
    SELECT raise(ABORT, 'the log of what was purged is never changed');
END;

-- A scorecard goes only after the log says so: with a purge up to a day after its call.
CREATE TRIGGER scorecards_are_kept BEFORE DELETE ON scorecards
WHEN NOT EXISTS (
    SELECT 1 FROM calls JOIN purges ON calls.started_at_utc < purges.cutoff_utc WHERE calls.id = old.call_id
)
BEGIN
    SELECT raise(ABORT, 'scorecards are removed by ringcheck purge alone');
END;
