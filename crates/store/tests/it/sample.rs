//! A made-up call, its transcript and its scorecard.

use std::path::{Path, PathBuf};

use ringcheck_call::{
    Call, CallSummary, CallType, CriterionOutline, CriterionScore, Direction, EventKind, Layout, Lead, NearestMiss,
    Origin, Probability, QualifyingTopic, Recording, RubricOutline, SCORECARD_SCHEMA, Score, Scorecard, SearchedSpan,
    Segment, SegmentMark, Sha256Hex, Side, SideFigures, SidesOrigin, Speaker, StartedAtSource, Timeline, TimelineEvent,
    TimelineFigures, Transcript, Turn, Verdict, Word,
};
use ringcheck_store::{NewScorecard, NewTranscript, Store, StoredFingerprint, TranscriptKey};
use rusqlite::Connection;
use sha2::{Digest, Sha256};

pub(crate) const RUBRIC: &str = "id = \"msp-inbound\"\nversion = \"1\"\n";

pub(crate) fn sha256(text: &str) -> Sha256Hex {
    Sha256Hex::from_bytes(Sha256::digest(text).into())
}

/// A folder that is removed at the end of a test, and the path of a database in it.
pub(crate) struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn db(&self) -> PathBuf {
        self.folder.path().join("calls.db")
    }

    pub(crate) fn store(&self) -> Store {
        Store::open(&self.db()).unwrap()
    }

    /// The database as any other program sees it.
    pub(crate) fn sqlite(&self) -> Connection {
        Connection::open(self.db()).unwrap()
    }

    pub(crate) fn n_rows(&self, table: &str) -> i64 {
        self.sqlite().query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).unwrap()
    }

    /// The count of rows of every table but `migrations` and those within a full-text index.
    pub(crate) fn n_rows_by_table(&self) -> Vec<(String, i64)> {
        let conn = self.sqlite();
        let mut statement = conn
            .prepare(
                "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type IN ('table', 'virtual')
                     AND name NOT IN ('migrations', 'sqlite_schema') ORDER BY name",
            )
            .unwrap();
        let names: Vec<String> = statement.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap();
        names.into_iter().map(|name| (name.clone(), self.n_rows(&name))).collect()
    }
}

/// One call and all that a pipeline would know of it.
#[derive(Clone)]
pub(crate) struct Sample {
    /// The call's id where it is not that of its only recording.
    pub(crate) call_id: Option<String>,
    pub(crate) recordings: Vec<Recording>,
    pub(crate) call: Call,
    pub(crate) sides: SidesOrigin,
    pub(crate) transcript: Transcript,
    pub(crate) sound_events: Vec<TimelineEvent>,
    pub(crate) fingerprints: Vec<StoredFingerprint>,
    pub(crate) verdicts: Vec<(&'static str, Verdict)>,
    pub(crate) percent: Option<f64>,
    pub(crate) needs_review: bool,
    pub(crate) rubric: &'static str,
    pub(crate) call_type: CallType,
    pub(crate) lead: Option<Lead>,
}

impl Sample {
    /// A prospect is turned away, in the recording at `path`, whose bytes are taken to be its path.
    pub(crate) fn new(path: &str) -> Self {
        let transcript = Transcript::recognized(vec![
            segment(0, Side::Business, 500, "Lone Pecan Technologies, this is Dana."),
            segment(1, Side::Caller, 4000, "Our server is down, can you help?"),
            segment(0, Side::Business, 8000, "We only support contract customers. Somebody could call you back."),
        ]);
        Self {
            call_id: None,
            lead: None,
            call_type: CallType::Prospect,
            recordings: vec![recording(path)],
            call: Call {
                direction: Some(Direction::Inbound),
                started_at: Some("2026-03-02T09:30:00-06:00".to_owned()),
                started_at_source: Some(StartedAtSource::FileName),
                agent_name: Some("Dana".to_owned()),
                caller_number: Some("+1 512 555 0134".to_owned()),
                ..Call::default()
            },
            sides: SidesOrigin {
                agent_channel: Some(0),
                method: "auto".to_owned(),
                confidence: Probability::from_thousandths(970),
                reason: "channel 0 names the firm".to_owned(),
            },
            transcript,
            fingerprints: vec![StoredFingerprint { channel: 1, version: "1".to_owned(), bytes: vec![0, 200, 7, 9] }],
            sound_events: vec![TimelineEvent {
                kind: EventKind::Silence,
                side: Side::Unknown,
                start_ms: Some(2500),
                end_ms: Some(4000),
                turn: None,
                label: Some("sample".to_owned()),
                confidence: Probability::from_thousandths(995),
            }],
            verdicts: vec![("live_answer", Verdict::Pass), ("close_attempt", Verdict::Fail)],
            percent: Some(42.9),
            needs_review: false,
            rubric: RUBRIC,
        }
    }

    pub(crate) fn id(&self) -> String {
        self.call_id.clone().unwrap_or_else(|| self.recordings[0].sha256.to_string())
    }

    pub(crate) fn key(&self) -> TranscriptKey {
        TranscriptKey {
            source_sha256: match &self.call_id {
                Some(id) => sha256(id),
                None => self.recordings[0].sha256.clone(),
            },
            model_sha256: Some(sha256("model")),
            settings_sha256: sha256("settings"),
        }
    }

    pub(crate) fn put(&self, store: &mut Store) {
        self.put_under(store, &self.key()).unwrap();
    }

    pub(crate) fn put_under(&self, store: &mut Store, key: &TranscriptKey) -> Result<(), ringcheck_store::StoreError> {
        store.put_transcript(&NewTranscript {
            key,
            call_id: &self.id(),
            recordings: &self.recordings,
            call: &self.call,
            sides: &self.sides,
            transcript: &self.transcript,
            sound_events: &self.sound_events,
            fingerprints: &self.fingerprints,
            model: Some("tiny.en-q8_0"),
            masking: "1",
            engine_version: "1.8.3",
        })
    }

    /// Stores the transcript and a scorecard under `key`.
    pub(crate) fn score(&self, store: &mut Store, key: &str) -> Scorecard {
        self.put(store);
        self.append(store, key, &self.scorecard()).unwrap()
    }

    pub(crate) fn append(
        &self,
        store: &mut Store,
        key: &str,
        scorecard: &Scorecard,
    ) -> Result<Scorecard, ringcheck_store::StoreError> {
        store.append_scorecard(&NewScorecard {
            key: sha256(key),
            scorecard,
            rubric_text: self.rubric,
            outline: &self.outline(),
            transcript_key: &self.key(),
        })
    }

    /// Every criterion of its verdicts weighs 15 points, and `no_contract_turnaway` is critical.
    pub(crate) fn outline(&self) -> RubricOutline {
        let criteria = self.verdicts.iter().map(|(id, _)| CriterionOutline {
            id: (*id).to_owned(),
            weight: 15,
            is_critical: *id == "no_contract_turnaway",
            applies_to: if *id == "close_attempt" { vec![CallType::Prospect] } else { CallType::ALL.to_vec() },
            needs_agent: *id != "live_answer",
        });
        RubricOutline { pass_mark: 80, criteria: criteria.collect() }
    }

    pub(crate) fn scorecard(&self) -> Scorecard {
        let mut turns = self.transcript.turns();
        for turn in &mut turns {
            turn.speaker = if turn.side() == Side::Business { Speaker::Agent } else { Speaker::Caller };
        }
        let criteria = self.verdicts.iter().map(|(id, verdict)| criterion(id, *verdict, &turns)).collect();
        let critical = self.verdicts.iter().filter(|(_, v)| *v == Verdict::Fail).map(|(id, _)| (*id).to_owned());
        Scorecard {
            schema: SCORECARD_SCHEMA.to_owned(),
            id: self.id(),
            scorecard: 0,
            recordings: self.recordings.clone(),
            sides: self.sides.clone(),
            call: CallSummary::new(
                &self.call,
                self.call_type,
                Probability::from_thousandths(910),
                turns.get(1).and_then(|turn| turn.quote(1, 0..10)).into_iter().collect(),
            ),
            timeline: Timeline {
                events: [
                    self.sound_events.clone(),
                    vec![TimelineEvent {
                        kind: EventKind::FirstLiveWord,
                        side: Side::Business,
                        start_ms: Some(500),
                        end_ms: Some(700),
                        turn: Some(0),
                        label: None,
                        confidence: Probability::ONE,
                    }],
                ]
                .concat(),
            },
            figures: TimelineFigures {
                ring_count: Some(2),
                business: SideFigures { talk_percent: Some(61.5), ..SideFigures::default() },
                ..TimelineFigures::default()
            },
            criteria,
            turns,
            qualifying_topics: vec![QualifyingTopic::Problem, QualifyingTopic::Size],
            lead: self.lead.clone(),
            score: Score {
                points: 15,
                possible: 35,
                percent: self.percent,
                critical_failed: critical.collect(),
                passed: self.percent.map(|percent| percent >= 80.0),
            },
            needs_review: self.needs_review,
            review_reasons: if self.needs_review { vec!["the recording is cut off".to_owned()] } else { vec![] },
            origin: Origin {
                version: "0.1.0".to_owned(),
                scorer_version: "1".to_owned(),
                model: Some("tiny.en-q8_0".to_owned()),
                model_sha256: Some(sha256("model")),
                settings_sha256: sha256("settings"),
                masking: "1".to_owned(),
                rubric: "msp-inbound".to_owned(),
                rubric_version: "1".to_owned(),
                rubric_sha256: sha256(self.rubric),
                second_opinions: vec![],
            },
        }
    }
}

pub(crate) fn recording(path: &str) -> Recording {
    Recording {
        path: path.to_owned(),
        sha256: sha256(path),
        offset_ms: 0,
        duration_ms: 61_500,
        codec: "pcm_mulaw".to_owned(),
        sample_rate_hz: 8000,
        channels: 2,
        layout: Layout::Stereo,
        decoder: "symphonia".to_owned(),
        warnings: vec!["the header says 62 s".to_owned()],
        notes: vec![],
        is_cut_off: false,
    }
}

fn segment(channel: u16, side: Side, start_ms: u64, text: &str) -> Segment {
    let words: Vec<Word> = text
        .split(' ')
        .zip(0u64..)
        .map(|(word, idx)| Word {
            start_ms: start_ms + 200 * idx,
            end_ms: start_ms + 200 * idx + 180,
            text: word.to_owned(),
            probability: Probability::from_thousandths(934),
        })
        .collect();
    Segment {
        channel,
        side,
        start_ms: words.first().map(|word| word.start_ms),
        end_ms: words.last().map(|word| word.end_ms),
        text: text.to_owned(),
        words,
        confidence: Some(Probability::from_thousandths(877)),
        marks: if channel == 1 { vec![SegmentMark::LowConfidence] } else { vec![] },
    }
}

fn criterion(id: &str, verdict: Verdict, turns: &[Turn]) -> CriterionScore {
    let fails = verdict == Verdict::Fail;
    let last = turns.len() - 1;
    CriterionScore {
        id: id.to_owned(),
        verdict,
        points: if verdict == Verdict::Pass { 15 } else { 0 },
        possible: if matches!(verdict, Verdict::Pass | Verdict::Fail) { 15 } else { 0 },
        confidence: Probability::from_thousandths(930),
        evidence: if fails { vec![] } else { turns[0].quote_all(0).into_iter().collect() },
        searched: fails.then(|| SearchedSpan {
            first_turn: 0,
            last_turn: last,
            start_ms: turns[0].start_ms(),
            end_ms: turns[last].end_ms(),
        }),
        nearest_miss: fails
            .then(|| turns[last].quote_all(last).map(|miss| NearestMiss::new(miss, "nobody offers anything")))
            .flatten(),
        rationale: "No visit was offered.".to_owned(),
        said: None,
    }
}
