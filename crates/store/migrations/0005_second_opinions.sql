-- What other models answered when they were asked about a doubtful verdict, so that nobody is asked twice and a
-- scorecard with a second opinion can be derived again.

CREATE TABLE second_opinions (
    key TEXT NOT NULL PRIMARY KEY,
    call_id TEXT NOT NULL REFERENCES calls (id) ON DELETE CASCADE,
    criterion_id TEXT NOT NULL,
    model TEXT NOT NULL,
    answer TEXT NOT NULL,
    created_at_utc TEXT NOT NULL
) STRICT;

CREATE INDEX second_opinions_by_call ON second_opinions (call_id);

CREATE TRIGGER second_opinions_are_append_only BEFORE UPDATE ON second_opinions
BEGIN
    SELECT raise(ABORT, 'answers are never changed: ask again with another model or prompt');
END;
