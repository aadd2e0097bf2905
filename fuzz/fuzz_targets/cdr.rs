//! Any call detail records, and what is made of them.

#![no_main]

use std::path::{Path, PathBuf};

use jiff::tz::TimeZone;
use libfuzzer_sys::fuzz_target;
use ringcheck_metadata::{CdrIndex, KnownSources, NameRules, group_calls};

/// Bytes alone seldom hit on a header.
const HEADER: &[u8] = b"calldate,uniqueid,linkedid,src,dst,did,dcontext,channel,dstchannel,duration,billsec,disposition,recordingfile\n";

fuzz_target!(|bytes: &[u8]| {
    for text in [bytes.to_vec(), [HEADER, bytes].concat()] {
        let mut index = CdrIndex::new(TimeZone::UTC, None);
        let _ = index.read(Path::new("cdr.csv"), text.as_slice());
        let sources = KnownSources::new(NameRules::default(), Some(index), None, TimeZone::UTC);
        // In a folder that is not there, so that nothing beside them is read.
        let names = ["none/a.wav", "none/20251130-100000-1764514800.1.wav"].map(PathBuf::from);
        let mut groups = group_calls(names.into_iter(), &sources);
        for call in groups.by_ref() {
            assert!(!call.files.is_empty());
        }
        groups.unrecorded(true).for_each(drop);
    }
});
