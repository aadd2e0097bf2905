//! The prose of `docs/phone-systems.md`; its tables are made of the code.

pub(crate) const INTRODUCTION: &str = r"<!-- Generated from the code: UPDATE_DOCS=1 cargo test -p ringcheck-metadata. Edit crates/metadata/tests/it/page_words.rs instead. -->

# Phone systems

What Ringcheck reads about a call besides its sound: the recording's name, a file beside it, and call detail records.
Nothing is guessed: a name that fits no form gives nothing, and unknown stays unknown.

## What counts

For each field the first source that knows it is believed:

1. call detail records (`--cdr`);
2. the sidecar: the recording's own, else the table of its folder;
3. the recording's name: the user's pattern, else the presets;
4. for the start alone, the time at which the file was written, with a warning.

The name of an agent is the agents file's, if that has the extension or channel; else it is believed in the order above.
The channel of the business (`agent_channel`) is known only where the system's convention says so: Amazon Connect, Twilio Flex when that preset is chosen, or a sidecar that says it.

A time without an offset is of the zone of the run: that of `--timezone`, else the machine's.
In the hour that comes twice when the clocks are set back it is the first of the two, in the hour that they skip it is the hour after; a warning says so.
A date with slashes, as spreadsheets write it in sidecars and call detail records (`11/30/2025 9:53`, `11/30/25 9:53:07 PM`), has the month first, unless a date of the same file proves that the day comes first, as `30/11/2025 9:53` does.
Where no date of the file tells and the other order would give another day, a warning says so.
An impossible date is no date, and a name that holds one fits no preset.

A number loses its punctuation and keeps its `+`.
A number of at most six digits without `+` is an extension.
Where a source gives the number of the party outside without saying who called, it is the caller's, as a call of unknown direction counts as inbound.

## Names

Presets are tried on every name; `--phone-system NAME`, with the word of one below, tries that one alone, and may be given several times.
Names are read without their ending, whatever the audio's format.
The examples are read with the zone America/New_York; times there are as they would be stored.

";

pub(crate) const PATTERN: &str = r"
### Other names

`--name-pattern` describes names of any other form, for example `{date:%Y%m%d}-{time:%H%M%S}_{caller}_{extension}_{*}`.
It is tried before the presets, and fits the whole name, without its ending or with it.

| field | meaning | without a format |
| --- | --- | --- |
| `{date}`, `{time}` | day and time of the start; each needs the other | `YYYYMMDD` and `HHMM` or `HHMMSS`, with `-`, `_`, `.` or, in the time, `:` between |
| `{datetime}` | both in one | `YYYYMMDDHHMMSS`, with punctuation between |
| `{epoch}`, `{epoch_ms}` | seconds, milliseconds since 1970 | digits |
| `{direction}` | which way the call went; a name with another word there does not fit | `in`, `inbound`, `incoming`, `i`; `out`, `outbound`, `outgoing`, `o`; `internal` |
| `{caller}`, `{called}` | numbers; other text there is taken for an unknown number | any text |
| `{extension}` | the business's extension, of two digits or more | at most eight digits |
| `{agent}` | the agent's name | any text |
| `{id}` | the phone system's id of the call | any text |
| `{*}` | anything, or nothing | |

`{date:…}`, `{time:…}` and `{datetime:…}` take a format of `%Y %y %m %d %e %j %b %B %H %I %M %S %f %p %z %%`.
Two fields of any text need text between them.
A `/` in the pattern stands between folders, so that `{agent}/{*}` takes the folder for the agent.
`{{` and `}}` are braces.
A pattern that begins with `re:` is a regular expression whose named groups are the fields, as in `re:^(?<caller>\d+)_(?<date>\d{8})(?<time>\d{6})`; it is looked for in the name.

## Sidecars

For a recording `NAME.wav` these are looked for, in this order: `NAME.json`, `NAME.wav.json`, `NAME_metadata.json`, `NAME.csv`, `NAME.wav.csv`; then every other CSV in the folder.
A recording's own CSV is a header and a row, or lines of a field and its value; of several rows the one that names the recording counts.
A folder's CSV has a column called `file`, `filename`, `recording`, `recordingfile`, `recordingname`, `recordfile`, `basename`, `audio` or `audiofile`, or its first column, that names the recording with or without folder and ending; its first row about a recording counts.
Commas, semicolons, tabs and bars separate.

Names of fields are compared without capitals and punctuation.
In nested JSON the outermost counts; `from.phonenumber` is `phoneNumber` inside of `from`.
Lists count where it is clear whom they are about: lists of one, objects of `key` and `value` (8x8's tags), and participants with a `purpose` or `role`.

A sidecar larger than 1 MiB, a folder's CSV larger than 16 MiB, and what cannot be read are left out with a warning that names the file and the line.

";

pub(crate) const CDR: &str = r"
## Call detail records

`--cdr FILE` takes Asterisk's `Master.csv` and CSV exports of FreePBX, Issabel and Yeastar, and may be given several times.
`Master.csv` has no header: sixteen columns from `accountcode` to `amaflags`, then, each by a setting of Asterisk's, the uniqueid, the user field, and all three of peer account, linkedid and sequence.
An export has a header with the columns below in any order, at least the start and one of `src`, `dst` and `uniqueid`, or is FreePBX's whole table without header.
Commas, semicolons, tabs and bars separate; `NULL` and `\N` are empty.
A row that cannot be read is counted and left out, and the first of them is named by its line.
With `--day`, `--since` or `--until`, rows that start more than a day before or after those days are not kept.
A spreadsheet that saved the file may have cut zeros off the ids (`1764514800.10` becomes `1764514800.1`), so that a recording finds no call or another's: better give the file as the phone system wrote it.

";

pub(crate) const REST: &str = r#"
Rows are joined to calls by linkedid, else uniqueid, else the channel and the second in which it started.
The same row in two exports counts once, and the order of rows does not matter.

- The **start**, the caller and the number dialed are those of the earliest row; of rows that start together, the one with the lowest sequence.
- The **number called** is the DID of any row, else what was dialed if it is no extension.
- The **extension** is that of the answered row that was connected longest, else the only one that rang. Its name is the agent's. On an outbound call it is the one that called.
- The **duration** reaches from the first start to the last end, the **connected time** from the first pick-up to the end of the last row that was answered. A menu, a queue and a voicemail pick up too.
- The **disposition** is the best of all rows: answered, busy, no answer, failed. `CONGESTION` is failed.
- The **direction** of a row is, by the first of these that speaks: its `calltype`; inbound with a DID; inbound in a context that begins with `from-trunk`, `from-pstn`, `from-did`, `from-zaptel`, `from-dahdi`, `from-digital`, `ext-did`, `incoming` or `inbound`; outbound in one that begins with `outrt-`, `outbound` or `outgoing`; outbound from an extension's own channel to a long number, internal to another extension; inbound from a long number on a channel that is no extension's. Of a call's rows inbound counts before outbound, and outbound before internal.

A recording belongs to the call of the row that names it (`recordingfile`, compared without folder and ending), else to that of the uniqueid in its own name; never to one that merely fits in time.
The recordings of one linkedid are one call, in whatever folders they are; where the rows name no recordings, those in one folder.
Without call detail records, recordings in one folder whose names or sidecars have the same id are one call.
Where each began on the call's clock follows from the starts of the rows that name them, else of sidecars or names, counted from the earliest.
Two files that differ by their ending alone are one recording in two formats: each is a call by itself, and a warning says so.

An inbound call that nothing answered and of which no recording came is a call without recording: unanswered, with its numbers and times, known by its linkedid or uniqueid.
Calls that were answered without a recording, and unanswered ones of unknown direction, are counted and reported, not scored.

## Agents

`--agents FILE` says who has which extension: a CSV with the header `extension,name` or `channel,name`, or a `.toml` file.

```csv
extension,name
104,Kim Lee
PJSIP/105,Sam Roe
```

```toml
104 = "Kim Lee"
"PJSIP/105" = "Sam Roe"
```

A blank name and an extension that comes twice are errors that name the line.
"#;
