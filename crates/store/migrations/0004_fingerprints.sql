-- How the beginning of each channel sounds, so that recorded prompts are found in it without its audio.

CREATE TABLE fingerprints (
    transcript_id INTEGER NOT NULL REFERENCES transcripts (id) ON DELETE CASCADE,
    channel INTEGER NOT NULL,
    version TEXT NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (transcript_id, channel)
) STRICT, WITHOUT ROWID;
