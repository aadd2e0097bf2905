//! The clips in a row, for any player.

use std::fmt::Write as _;

use ringcheck_report::{clean, criterion};

use crate::{Instead, Pack, PackCall, PackClip};

/// The clips of a pack as a playlist (M3U in UTF-8): for each call its clips, then how it is done.
#[must_use]
pub fn playlist(pack: &Pack) -> String {
    let mut list = "#EXTM3U\n".to_owned();
    for call in &pack.calls {
        let title = title_of(call);
        for clip in &call.clips {
            entry(&mut list, clip, &title);
        }
        if let Instead::Said(example) = &call.instead {
            for clip in &example.clips {
                entry(&mut list, clip, &format!("{title}: how it is done"));
            }
        }
    }
    list
}

fn title_of(call: &PackCall) -> String {
    let name = if call.words.title.is_empty() { criterion(&call.criterion) } else { call.words.title.clone() };
    format!("Call {}: {}", call.number, clean(&name))
}

fn entry(list: &mut String, clip: &PackClip, title: &str) {
    let seconds = (clip.end_ms - clip.start_ms).div_ceil(1000);
    // Writing to a String cannot fail.
    let _ = writeln!(list, "#EXTINF:{seconds},{title}\n{}.wav", clip.stem);
}
