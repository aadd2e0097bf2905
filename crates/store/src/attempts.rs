//! Recordings that somebody began to listen to.
//!
//! An attempt that did not end tells that the process died in it: of this recording, or of something else.

use ringcheck_call::Sha256Hex;

use crate::{Store, StoreError, convert::NOW_UTC, error::Task};

impl Store {
    /// Notes that a recording is about to be listened to.
    pub fn begin_attempt(&mut self, recording: &Sha256Hex) -> Result<(), StoreError> {
        self.write(|tx| {
            tx.prepare_cached(&format!("INSERT INTO attempts (recording_id, began_at_utc) VALUES (?1, {NOW_UTC})"))?
                .execute([recording.as_str()])?;
            Ok(())
        })
    }

    /// Notes that a recording was listened to, well or in vain, and forgets the attempts at it that came to no end.
    pub fn end_attempt(&mut self, recording: &Sha256Hex) -> Result<(), StoreError> {
        self.write(|tx| {
            tx.prepare_cached("DELETE FROM attempts WHERE recording_id = ?1")?.execute([recording.as_str()])?;
            Ok(())
        })
    }

    /// How many attempts at a recording have not ended: processes that died in it, or that are at it now.
    pub fn unended_attempts(&self, recording: &Sha256Hex) -> Result<u32, StoreError> {
        self.read(Task::Read, |conn| {
            let mut statement = conn.prepare_cached("SELECT count(*) FROM attempts WHERE recording_id = ?1")?;
            Ok(statement.query_row([recording.as_str()], |row| row.get(0))?)
        })
    }
}
