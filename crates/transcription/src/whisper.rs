//! Whisper through whisper-rs.
//!
//! One loaded model is shared; each window borrows a working state from a pool, so there are never more states than
//! windows in work.
//! Every pass is at temperature 0 and repeats exactly, so there is no temperature fallback: whisper.cpp draws random
//! numbers for it that continue from window to window within a state. It does so for a beam too, so there a state hears
//! one window. A window whose text is doubtful is decoded again with a little silence before it, and then in two halves,
//! which is enough to get Whisper out of most loops; the best text stays.

use std::{
    path::PathBuf,
    sync::{Mutex, PoisonError},
};

use ringcheck_call::{Probability, Segment, Sha256Hex, Side};
use whisper_rs::{
    DtwAhead, DtwMode, DtwModelPreset, DtwParameters, FullParams, SamplingStrategy, WhisperContext,
    WhisperContextParameters, WhisperError, WhisperState,
};

use crate::{
    BeamSize, Engine, Language, RATE_HZ, TranscribeError, Transcriber, Vocabulary, Window, build_info, doubt,
    words::{Token, join_tokens},
};

/// Windows are padded to this many samples: whisper.cpp hears nothing in 100 ms or less, and one word in a little more.
const MIN_SAMPLES: usize = RATE_HZ as usize * 11 / 10;

/// How many of the encoder's 1500 positions of 20 ms are computed; a window takes the first that holds it.
///
/// Whisper was trained on 30 s and loops more often with less, so a doubtful window is decoded again with more.
/// Multiples of 32, because llamafile's matrix kernels take no other lengths and whisper.cpp falls back to one dot
/// product at a time.
const AUDIO_CONTEXTS: [i32; 3] = [768, 1088, 1408];

/// The positions computed for a doubtful window with silence before it.
const RETRY_CONTEXT: i32 = 1472;

/// Positions left empty behind a window, but for the longest one.
const MIN_EMPTY_POSITIONS: usize = 64;

/// Samples of one of the encoder's positions.
const SAMPLES_PER_POSITION: usize = RATE_HZ as usize / 50;

/// Working memory for the alignment of words, for each attention head; whisper.cpp ends the program when it is short.
///
/// A head takes 1500 frames by up to 448 tokens of 4 bytes, in about six copies. What is not used is never touched.
const ALIGNMENT_BYTES_PER_HEAD: usize = 16 * 1024 * 1024;

/// Raised whenever what is made of Whisper's output changes: words, their times, doubts, retries.
const WORDS_VERSION: u32 = 3;

/// Two of the eight heads that whisper.cpp lists for tiny.en: each head that is followed costs every worker memory.
///
/// Chosen on the recordings of `eval/results/recordings.txt`, which says how far turn starts are off with them.
const TINY_EN_HEADS: [DtwAhead; 2] = [DtwAhead { n_text_layer: 2, n_head: 5 }, DtwAhead { n_text_layer: 3, n_head: 2 }];

/// The time behind a prompt, in steps of 20 ms.
const PROMPT_END_TIME: i32 = 100;

/// Tokens that Whisper can be shown before a window: half of what its decoder holds, less the mark before them.
const MAX_PROMPT_TOKENS: usize = 223;

/// The silence put before a doubtful window when it is decoded again.
const RETRY_SILENCE_MS: usize = 700;

/// The longest a token's sound is taken to last when a pause is before it.
///
/// The alignment gives the time a token ends; a word after a pause begins a little before that. Chosen on the
/// recordings of `eval/results/recordings.txt`.
const MAX_TOKEN_MS: u64 = 320;

/// How much too early the alignment heads of `base` put a token's end, in milliseconds.
///
/// The median on the recordings of `eval/results/recordings_base.txt`; other published models but `tiny.en` were not
/// measured.
const BASE_IS_EARLY_MS: u64 = 120;

/// How Whisper decodes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WhisperOptions {
    /// The language spoken.
    pub language: Language,
    /// Names that are expected in calls.
    pub vocabulary: Vocabulary,
    /// Threads for one window. One thread a window and one window a core is the fastest on a CPU.
    pub n_threads: u16,
    /// Whether doubtful windows are decoded again.
    pub retry_doubtful: bool,
    /// How widely words are searched for.
    pub beam_size: BeamSize,
}

impl Default for WhisperOptions {
    fn default() -> Self {
        Self {
            language: Language::English,
            vocabulary: Vocabulary::default(),
            n_threads: 1,
            retry_doubtful: true,
            beam_size: BeamSize::GREEDY,
        }
    }
}

/// A ggml Whisper model to load.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WhisperModel {
    /// The model file.
    pub path: PathBuf,
    /// The model's name, such as `tiny.en-q8_0`.
    pub name: String,
    /// The hash of the file.
    pub sha256: Sha256Hex,
    /// Which published model it has the shape of, such as `tiny.en` or `large-v3`; `None` for any other shape.
    ///
    /// Word times come from the attention heads that are known to follow the audio in that model. Without them they
    /// are Whisper's own guess, which may be off by seconds beside a pause.
    pub shape: Option<String>,
}

/// A [`Transcriber`] that runs a ggml Whisper model.
#[derive(Debug)]
pub struct WhisperTranscriber {
    context: WhisperContext,
    options: WhisperOptions,
    /// The names that are expected, as tokens; empty without names.
    prompt: Vec<i32>,
    engine: Engine,
    idle: Mutex<Vec<WhisperState>>,
    /// Added to each time that the alignment gives, in milliseconds.
    alignment_delay_ms: u64,
}

impl WhisperTranscriber {
    /// Loads `model`.
    ///
    /// # Errors
    ///
    /// When whisper.cpp refuses the file, or the model does not know the language, or there are more names than it can
    /// be shown; nothing can be transcribed then.
    pub fn load(model: &WhisperModel, options: WhisperOptions) -> Result<Self, TranscribeError> {
        // Without this whisper.cpp writes its log to stderr.
        whisper_rs::install_logging_hooks();
        let mut parameters = WhisperContextParameters::new();
        // Flash attention is slower on whisper.cpp 1.8.3's CPU path.
        parameters.flash_attn(false);
        let alignment = model.shape.as_deref().and_then(alignment_heads).filter(|_| build_info().has_alignment_guard);
        let aligns_words = alignment.is_some();
        let alignment_delay_ms = if model.shape.as_deref() == Some("base") { BASE_IS_EARLY_MS } else { 0 };
        if let Some((preset, n_heads)) = alignment {
            let is_bundled = model.shape.as_deref() == Some("tiny.en");
            parameters.dtw_parameters(DtwParameters {
                mode: if is_bundled {
                    DtwMode::Custom { aheads: &TINY_EN_HEADS }
                } else {
                    DtwMode::ModelPreset { model_preset: preset }
                },
                dtw_mem_size: n_heads * ALIGNMENT_BYTES_PER_HEAD,
            });
        }
        let context = WhisperContext::new_with_params(&model.path, parameters)
            .map_err(|source| TranscribeError::Load { path: model.path.display().to_string(), source })?;
        if options.language != Language::English && !context.is_multilingual() {
            return Err(TranscribeError::EnglishOnly {
                model: model.name.clone(),
                language: options.language.to_string(),
            });
        }
        let prompt = match options.vocabulary.prompt() {
            // No text has more tokens than bytes; whisper-rs has no answer to a text that has more than it is told.
            Some(text) => timed(context.tokenize(&text, text.len() + 1).unwrap_or_default(), context.token_beg()),
            None => Vec::new(),
        };
        if prompt.len() > MAX_PROMPT_TOKENS || prompt.is_empty() != options.vocabulary.is_empty() {
            return Err(TranscribeError::Vocabulary { n_terms: options.vocabulary.terms().len() });
        }
        // Greedy is not named: what was transcribed before there was a choice is the same.
        let beam = match options.beam_size.get() {
            1 => String::new(),
            size => format!(" beam_size={size}"),
        };
        let engine = Engine {
            model: model.name.clone(),
            model_sha256: model.sha256.clone(),
            version: format!("whisper.cpp {}", whisper_rs::WHISPER_CPP_VERSION),
            settings: format!(
                "words/{WORDS_VERSION} language={} retry_doubtful={} aligns_words={aligns_words} prompt={prompt:?}{beam}",
                options.language, options.retry_doubtful,
            ),
        };
        Ok(Self { context, options, prompt, engine, idle: Mutex::default(), alignment_delay_ms })
    }

    /// Decodes `window` once, with the expected names in mind.
    ///
    /// Where there is nothing to hear Whisper repeats what it was shown, so a text of nothing but expected names is
    /// asked for again without them.
    fn decode(&self, window: &Window, audio_context: i32) -> Result<Vec<Segment>, TranscribeError> {
        let segments = self.pass(window, &self.prompt, audio_context)?;
        if !self.prompt.is_empty() && self.options.vocabulary.is_all_of(&segments) {
            return self.pass(window, &[], audio_context);
        }
        Ok(segments)
    }

    /// Decodes `window` once, as if the tokens of `prompt` had been said before it.
    fn pass(&self, window: &Window, prompt: &[i32], audio_context: i32) -> Result<Vec<Segment>, TranscribeError> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut state = match idle {
            Some(state) => state,
            None => self.context.create_state().map_err(TranscribeError::State)?,
        };
        let in_window = |source| TranscribeError::Window { start_ms: window.start_ms(), source };
        let mut params = self.params();
        params.set_audio_ctx(audio_context);
        if !prompt.is_empty() {
            params.set_tokens(prompt);
        }
        if window.samples.len() < MIN_SAMPLES {
            let mut padded = window.samples.clone();
            padded.resize(MIN_SAMPLES, 0.0);
            state.full(params, &padded).map_err(in_window)?;
        } else {
            state.full(params, &window.samples).map_err(in_window)?;
        }
        let segments =
            segments_of(&state, self.context.token_eot(), window, self.alignment_delay_ms).map_err(in_window)?;
        // The language is found with the audio context of the state's window before, and a beam draws random numbers that
        // continue from window to window: there each window gets a new state.
        if self.options.language != Language::Auto && self.options.beam_size == BeamSize::GREEDY {
            self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(state);
        }
        Ok(segments)
    }

    fn params(&self) -> FullParams<'_, '_> {
        let mut params = FullParams::new(match self.options.beam_size.get() {
            1 => SamplingStrategy::Greedy { best_of: 1 },
            // whisper.cpp does nothing with the patience.
            size => SamplingStrategy::BeamSearch { beam_size: i32::from(size), patience: -1.0 },
        });
        params.set_n_threads(i32::from(self.options.n_threads));
        params.set_language(Some(self.options.language.code()));
        params.set_no_context(true);
        params.set_token_timestamps(true);
        params.set_suppress_blank(true);
        params.set_suppress_nst(true);
        params.set_temperature(0.0);
        params.set_temperature_inc(0.0);
        params.set_print_progress(false);
        params.set_print_realtime(false);
        params.set_print_special(false);
        params.set_print_timestamps(false);
        params
    }

    /// Decodes a doubtful window again and returns the better text.
    fn retry(&self, window: &Window, first: Vec<Segment>) -> Result<Vec<Segment>, TranscribeError> {
        let better = |best: Vec<Segment>, other: Vec<Segment>| {
            if quality(&other, window) > quality(&best, window) { other } else { best }
        };
        let decode = |window: &Window| self.decode(window, RETRY_CONTEXT);
        let best = better(first, decode(&window.after_silence(RETRY_SILENCE_MS))?);
        // Twice nothing is most likely music; to ask on would be to ask for words until there are some.
        if best.is_empty() || doubt::doubts(&best, window.speech_ms()).is_empty() {
            return Ok(best);
        }
        if let Some((left, right)) = window.halves() {
            let mut halves = decode(&left)?;
            halves.extend(decode(&right)?);
            return Ok(better(best, halves));
        }
        Ok(best)
    }
}

impl Transcriber for WhisperTranscriber {
    fn transcribe(&self, window: &Window) -> Result<Vec<Segment>, TranscribeError> {
        let mut segments = self.decode(window, audio_context(window.samples.len()))?;
        if self.options.retry_doubtful && !doubt::doubts(&segments, window.speech_ms()).is_empty() {
            segments = self.retry(window, segments)?;
        }
        doubt::mark(&mut segments, window.speech_ms());
        Ok(segments)
    }

    fn engine(&self) -> &Engine {
        &self.engine
    }
}

/// The tokens of a prompt with times around them, as of something said before: after a text without times Whisper gives
/// none either, and runs all sentences of a window into one segment.
fn timed(tokens: Vec<i32>, first_time: i32) -> Vec<i32> {
    if tokens.is_empty() {
        return tokens;
    }
    let end = first_time + PROMPT_END_TIME;
    [first_time].into_iter().chain(tokens).chain([end]).collect()
}

/// Some text before none, then fewer doubts, then the higher probability.
fn quality(segments: &[Segment], window: &Window) -> (bool, std::cmp::Reverse<usize>, Probability) {
    let n_doubts = doubt::doubts(segments, window.speech_ms()).len();
    let probability = Probability::new(doubt::mean_probability(segments).unwrap_or(0.0));
    (!segments.is_empty(), std::cmp::Reverse(n_doubts), probability)
}

/// What `state` holds, with times on the recording's clock.
fn segments_of(
    state: &WhisperState,
    first_special: i32,
    window: &Window,
    alignment_delay_ms: u64,
) -> Result<Vec<Segment>, WhisperError> {
    let mut segments = Vec::new();
    let mut last_end_ms = 0;
    for segment in state.as_iter() {
        let mut tokens = Vec::new();
        for idx in 0..segment.n_tokens() {
            let Some(token) = segment.get_token(idx) else { continue };
            if token.token_id() >= first_special {
                continue;
            }
            let data = token.token_data();
            let bytes = token.to_bytes()?.to_vec();
            let is_spoken = bytes.iter().any(|b| b.is_ascii_alphanumeric() || !b.is_ascii());
            let (start_ms, end_ms) = if data.t_dtw >= 0 && !is_spoken {
                // A mark has no sound, so the alignment lets it reach over the pause to the next word.
                (last_end_ms, last_end_ms)
            } else if data.t_dtw >= 0 {
                let end_ms = centiseconds_to_ms(data.t_dtw) + alignment_delay_ms;
                (end_ms.saturating_sub(MAX_TOKEN_MS).max(last_end_ms).min(end_ms), end_ms)
            } else {
                (centiseconds_to_ms(data.t0), centiseconds_to_ms(data.t1))
            };
            last_end_ms = end_ms;
            tokens.push(Token { bytes, start_ms, end_ms, probability: data.p });
        }
        let mut words = join_tokens(&tokens);
        for word in &mut words {
            (word.start_ms, word.end_ms) = window.recording_span(word.start_ms, word.end_ms);
        }
        let text = words.iter().map(|w| w.text.as_str()).collect::<Vec<_>>().join(" ");
        if text.is_empty() || is_annotation(&text) {
            continue;
        }
        let sum: f64 = words.iter().map(|w| w.probability.as_f64()).sum();
        #[expect(clippy::cast_precision_loss, reason = "a segment has a few hundred words at most")]
        let confidence = Probability::new(sum / words.len() as f64);
        segments.push(Segment {
            channel: window.channel,
            side: Side::Unknown,
            start_ms: words.first().map(|w| w.start_ms),
            end_ms: words.last().map(|w| w.end_ms),
            text,
            words,
            confidence: Some(confidence),
            marks: Vec::new(),
        });
    }
    Ok(segments)
}

/// The encoder's positions to compute for a window of `n_samples`.
fn audio_context(n_samples: usize) -> i32 {
    let n_positions = n_samples.div_ceil(SAMPLES_PER_POSITION);
    let [short, medium, long] = AUDIO_CONTEXTS;
    let holds = |context: i32| usize::try_from(context).is_ok_and(|n| n_positions + MIN_EMPTY_POSITIONS <= n);
    if holds(short) {
        short
    } else if holds(medium) {
        medium
    } else {
        long
    }
}

/// The attention heads that follow the audio in the published models, and how many they are, as whisper.cpp lists them.
fn alignment_heads(shape: &str) -> Option<(DtwModelPreset, usize)> {
    Some(match shape {
        "tiny.en" => (DtwModelPreset::TinyEn, 8),
        "tiny" => (DtwModelPreset::Tiny, 6),
        "base.en" => (DtwModelPreset::BaseEn, 5),
        "base" => (DtwModelPreset::Base, 8),
        "small.en" => (DtwModelPreset::SmallEn, 19),
        "small" => (DtwModelPreset::Small, 10),
        "medium.en" => (DtwModelPreset::MediumEn, 18),
        "medium" => (DtwModelPreset::Medium, 6),
        "large-v2" => (DtwModelPreset::LargeV2, 23),
        "large-v3" => (DtwModelPreset::LargeV3, 10),
        "large-v3-turbo" => (DtwModelPreset::LargeV3Turbo, 6),
        _ => return None,
    })
}

/// Whisper counts in centiseconds of the window.
fn centiseconds_to_ms(centiseconds: i64) -> u64 {
    u64::try_from(centiseconds).unwrap_or(0) * 10
}

/// Whether the whole text is a remark about a sound, such as `(phone ringing)` or `[BLANK_AUDIO]`.
fn is_annotation(text: &str) -> bool {
    let text = text.trim_matches(|c: char| c.is_whitespace() || c == '.' || c == '♪');
    text.is_empty()
        || (text.starts_with('(') && text.ends_with(')'))
        || (text.starts_with('[') && text.ends_with(']'))
        || (text.starts_with('*') && text.ends_with('*'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_window_is_longer_than_its_context() {
        assert_eq!(audio_context(RATE_HZ as usize), 768);
        assert_eq!(audio_context(15 * RATE_HZ as usize), 1088);
        assert_eq!(audio_context(crate::MAX_WINDOW_SAMPLES), 1408);
        let retried = crate::MAX_WINDOW_SAMPLES + RETRY_SILENCE_MS * RATE_HZ as usize / 1000;
        assert!(retried / SAMPLES_PER_POSITION <= usize::try_from(RETRY_CONTEXT).unwrap());
    }

    #[test]
    fn remarks_about_sounds_are_not_speech() {
        for remark in ["(phone ringing)", "[BLANK_AUDIO]", "♪", "*beep*", "..."] {
            assert!(is_annotation(remark), "{remark}");
        }
        assert!(!is_annotation("Okay (laughs) sure."));
    }
}
