//! Which column of a CSV is what.

use csv::ByteRecord;

/// What a column of call detail records holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    Start,
    Answer,
    End,
    Src,
    Dst,
    Did,
    Clid,
    CallerNumber,
    CallerName,
    CalledName,
    Context,
    Channel,
    DstChannel,
    Duration,
    Connected,
    Disposition,
    UniqueId,
    LinkedId,
    Sequence,
    Recording,
    CallType,
}

/// The number of kinds of columns.
const N_COLUMNS: usize = 21;

/// Names of columns without capitals and punctuation.
const NAMES: [(Column, &[&str]); N_COLUMNS] = [
    (Column::Start, &["calldate", "start", "starttime", "datetime", "date", "time", "calltime"]),
    (Column::Answer, &["answer", "answertime"]),
    (Column::End, &["end", "endtime"]),
    (Column::Src, &["src", "source", "callfrom", "caller", "from"]),
    (Column::Dst, &["dst", "destination", "callto", "callee", "to"]),
    (Column::Did, &["did", "didnumber"]),
    (Column::Clid, &["clid", "callerid"]),
    (Column::CallerNumber, &["cnum"]),
    (Column::CallerName, &["cnam"]),
    (Column::CalledName, &["dstcnam"]),
    (Column::Context, &["dcontext"]),
    (Column::Channel, &["channel", "srcchannel"]),
    (Column::DstChannel, &["dstchannel"]),
    (Column::Duration, &["duration", "callduration"]),
    (Column::Connected, &["billsec", "billable", "talkduration", "talktime"]),
    (Column::Disposition, &["disposition", "status"]),
    (Column::UniqueId, &["uniqueid"]),
    (Column::LinkedId, &["linkedid"]),
    (Column::Sequence, &["sequence"]),
    (Column::Recording, &["recordingfile", "recordfile", "recording", "recordfilename"]),
    (Column::CallType, &["calltype", "direction", "communicationtype"]),
];

/// What the columns of [`NAMES`] are used for, in the same order.
const USES: [&str; N_COLUMNS] = [
    "start of the leg; needed",
    "when it was picked up, where no connected time is given",
    "end of the leg, where no duration is given",
    "who called",
    "what was dialed",
    "the business's number; says that the call came in",
    "who called, where `src` does not say",
    "who called, before `src`",
    "the agent's name on an outbound call",
    "the name of whom the leg reached",
    "direction",
    "direction; the extension that called out",
    "the extension that the leg reached",
    "how long the leg lasted, in seconds",
    "how long something had picked up, in seconds",
    "what became of the leg",
    "id of the leg, which the recording's name has",
    "id of the call, shared by its legs",
    "order of legs that start together",
    "the recording's name, with or without folders",
    "direction, before all else",
];

/// The names of columns that are known, and what they are used for, for the documentation.
#[must_use]
pub fn cdr_columns() -> Vec<(&'static [&'static str], &'static str)> {
    NAMES.iter().zip(USES).map(|((_, names), uses)| (*names, uses)).collect()
}

/// The columns of `cdr_csv.c`, as far as they are in every file.
const MASTER: [Option<Column>; 16] = [
    None,
    Some(Column::Src),
    Some(Column::Dst),
    Some(Column::Context),
    Some(Column::Clid),
    Some(Column::Channel),
    Some(Column::DstChannel),
    None,
    None,
    Some(Column::Start),
    Some(Column::Answer),
    Some(Column::End),
    Some(Column::Duration),
    Some(Column::Connected),
    Some(Column::Disposition),
    None,
];

/// The columns of FreePBX's table `asteriskcdrdb.cdr`, in its order.
const FREEPBX: [Option<Column>; 26] = [
    Some(Column::Start),
    Some(Column::Clid),
    Some(Column::Src),
    Some(Column::Dst),
    Some(Column::Context),
    Some(Column::Channel),
    Some(Column::DstChannel),
    None,
    None,
    Some(Column::Duration),
    Some(Column::Connected),
    Some(Column::Disposition),
    None,
    None,
    Some(Column::UniqueId),
    None,
    Some(Column::Did),
    Some(Column::Recording),
    Some(Column::CallerNumber),
    Some(Column::CallerName),
    None,
    None,
    Some(Column::CalledName),
    Some(Column::LinkedId),
    None,
    Some(Column::Sequence),
];

/// Where each column is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Layout {
    places: [Option<usize>; N_COLUMNS],
    /// Whether the first line is a header.
    pub(super) has_header: bool,
}

impl Layout {
    /// The layout of a file, by its first line.
    pub(super) fn of(first: &ByteRecord) -> Option<Self> {
        Self::of_header(first).or_else(|| Self::of_master(first)).or_else(|| Self::of_freepbx(first))
    }

    /// The cell of a column, without `NULL` and `\N`.
    pub(super) fn cell<'r>(&self, row: &'r ByteRecord, column: Column) -> &'r str {
        let cell = self.places[column as usize].and_then(|place| row.get(place)).unwrap_or_default();
        match std::str::from_utf8(cell).unwrap_or_default().trim() {
            "NULL" | "null" | "\\N" => "",
            cell => cell,
        }
    }

    /// The times of a row as they stand there.
    pub(super) fn times<'r>(&self, row: &'r ByteRecord) -> [&'r str; 3] {
        [Column::Start, Column::Answer, Column::End].map(|column| self.cell(row, column))
    }

    fn of_header(first: &ByteRecord) -> Option<Self> {
        let names: Vec<String> = first.iter().map(normalized).collect();
        let mut places = [None; N_COLUMNS];
        for (column, known) in NAMES {
            // In the order of the names: `calldate` before `date`.
            places[column as usize] = known.iter().find_map(|known| names.iter().position(|name| name == known));
        }
        let has = |column: Column| places[column as usize].is_some();
        let says_who = has(Column::Src) || has(Column::Dst) || has(Column::UniqueId);
        (has(Column::Start) && says_who).then_some(Self { places, has_header: true })
    }

    /// `Master.csv`: 16 columns, then, each by a setting of its own, the uniqueid, the user field, and all three of peer
    /// account, linkedid and sequence.
    fn of_master(first: &ByteRecord) -> Option<Self> {
        let text = |at: usize| std::str::from_utf8(first.get(at)?).ok();
        if !(16..=21).contains(&first.len()) || !is_time(text(9)?) || !is_number(text(12)?) || !is_number(text(13)?) {
            return None;
        }
        let mut places = places_of(&MASTER);
        let n_more = first.len() - MASTER.len();
        let (n_own, has_linked) = if n_more >= 3 { (n_more - 3, true) } else { (n_more, false) };
        if n_own == 2 || (n_own == 1 && (text(16).is_some_and(is_unique_id) || !text(16)?.is_empty() && has_linked)) {
            places[Column::UniqueId as usize] = Some(16);
        }
        if has_linked {
            places[Column::LinkedId as usize] = Some(16 + n_own + 1);
            places[Column::Sequence as usize] = Some(16 + n_own + 2);
        }
        Some(Self { places, has_header: false })
    }

    /// FreePBX's table, exported without names.
    fn of_freepbx(first: &ByteRecord) -> Option<Self> {
        let text = |at: usize| std::str::from_utf8(first.get(at)?).ok();
        let is_it = (16..=FREEPBX.len()).contains(&first.len())
            && is_time(text(0)?)
            && is_number(text(9)?)
            && is_number(text(10)?);
        is_it.then(|| Self { places: places_of(&FREEPBX[..first.len()]), has_header: false })
    }
}

fn places_of(columns: &[Option<Column>]) -> [Option<usize>; N_COLUMNS] {
    let mut places = [None; N_COLUMNS];
    for (place, column) in columns.iter().enumerate().filter_map(|(place, column)| Some((place, (*column)?))) {
        places[column as usize] = Some(place);
    }
    places
}

fn normalized(name: &[u8]) -> String {
    let letters = name.iter().filter(|b| b.is_ascii_alphanumeric()).take(64);
    letters.map(|b| char::from(b.to_ascii_lowercase())).collect()
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit() || b == b'.')
}

fn is_time(text: &str) -> bool {
    crate::moment::Moment::parse(text, None, &jiff::tz::TimeZone::UTC).is_some()
}

/// `[system-]seconds.number`.
pub(super) fn is_unique_id(text: &str) -> bool {
    let id = text.rsplit_once('-').map_or(text, |(_, id)| id);
    id.split_once('.').is_some_and(|(seconds, number)| {
        (9..=11).contains(&seconds.len())
            && !number.is_empty()
            && seconds.bytes().chain(number.bytes()).all(|b| b.is_ascii_digit())
    })
}

/// The delimiter of a CSV, by what comes most often outside of quotes in its first line.
pub(crate) fn delimiter_of(text: &[u8]) -> u8 {
    let mut counts = [(b',', 0_u32), (b';', 0), (b'\t', 0), (b'|', 0)];
    let mut is_quoted = false;
    for byte in text.iter().take(16 << 10) {
        match byte {
            b'"' => is_quoted = !is_quoted,
            b'\n' if !is_quoted => break,
            _ if is_quoted => {}
            byte => counts.iter_mut().filter(|(known, _)| known == byte).for_each(|(_, count)| *count += 1),
        }
    }
    // The first of those that come equally often.
    counts.iter().rev().max_by_key(|(_, count)| count).map_or(b',', |(delimiter, _)| *delimiter)
}
