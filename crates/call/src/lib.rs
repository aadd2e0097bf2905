//! The words of Ringcheck as types: what a call, a transcript, a timeline and a scorecard are.
//!
//! Every other crate depends on this one and this one on none of them.
//! It does no I/O: it neither reads a file nor a clock.
//!
//! All times are milliseconds on the call's own clock, which starts with the first sample.
//! Types that appear in a scorecard serialize exactly as the `ringcheck.scorecard/1` contract says;
//! keys may be added to it, none renamed.

mod agent;
mod coaching;
mod facts;
mod figures;
mod follow_up;
mod hash;
mod lead;
mod metadata;
mod probability;
mod review;
mod scorecard;
mod second_opinion;
mod side;
mod timeline;
mod transcript;
mod turn;

pub use agent::{Agent, is_name};
pub use coaching::{Judged, JudgedCall, Practised, Subject};
pub use facts::{CallFacts, LeadWords, NumberSource};
pub use figures::{SideFigures, TimelineFigures};
pub use follow_up::{FollowUp, FollowUpOutcome, caller_key};
pub use hash::{Sha256Hex, Sha256HexError};
pub use lead::{Lead, LossReason, SaidNumber};
pub use metadata::{
    Call, CallType, Direction, Disposition, Layout, Recording, SidesOrigin, StartedAtSource, UnknownCallType,
};
pub use probability::Probability;
pub use review::{
    CriterionOutline, DOUBTFUL_CALLER, Decision, Review, ReviewRank, RubricOutline, counting, counting_with_rank,
};
pub use scorecard::{
    CallSummary, CriterionScore, Evidence, NearestMiss, Origin, QualifyingTopic, SCORECARD_SCHEMA, Said, Score,
    Scorecard, SearchedSpan, Verdict,
};
pub use second_opinion::{OpinionOrigin, SecondOpinion};
pub use side::{Side, Speaker};
pub use timeline::{EventKind, Timeline, TimelineEvent};
pub use transcript::{Segment, SegmentMark, TRANSCRIPT_SCHEMA, Transcript, TranscriptSource, Word};
pub use turn::{Turn, TurnWord};
