//! What an examination finds.

use ringcheck_call::Layout;

/// What the channels of a recording carry.
///
/// Channels are counted from 0; where there are two, 0 is the left one.
/// Levels are in decibels relative to full scale (dBFS, 0 is the loudest square wave).
#[derive(Clone, Debug, PartialEq)]
pub struct Examination {
    /// How the channels are laid out.
    pub layout: Layout,
    /// What each channel carries: one or two.
    pub channels: Vec<Channel>,
    /// How the second channel differs from the first, where [`Examination::layout`] is dual mono.
    pub likeness: Option<Likeness>,
    /// Where one side is heard in the other side's channel: at most one for each direction.
    pub leaks: Vec<Leak>,
}

/// What a channel carries.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Channel {
    /// The level of the channel's own speech while there is any, steady tones left out; `None` without any.
    pub speech_dbfs: Option<f32>,
    /// The level that the quietest tenth of the channel stays below; at least -127.5.
    pub noise_dbfs: f32,
    /// The largest sample.
    pub peak_dbfs: f32,
    /// The share, from 0 to 1, of samples that are cut off at full scale, among the samples of what is not silence.
    pub clipped_share: f32,
    /// Whether no 20 ms of the channel reach -60 dBFS.
    pub is_dead: bool,
}

/// How the second of two channels that are alike differs from the first.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Likeness {
    /// How much louder it is, in decibels.
    pub gain_db: f32,
    /// How much later it is, in milliseconds; negative if it is earlier.
    pub delay_ms: f32,
    /// Whether its polarity is the opposite.
    pub is_inverted: bool,
}

/// A side that is heard in the other side's channel.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Leak {
    /// The channel of the side that says it.
    pub from: u16,
    /// The channel in which it is heard again.
    pub into: u16,
    /// How much later it is heard there, in milliseconds, from 0 to 320.
    pub delay_ms: f32,
    /// How loud it is there against where it comes from, in decibels; mostly negative.
    pub gain_db: f32,
    /// By how many decibels single pieces of 20 ms go beyond [`Leak::gain_db`], one in ten excepted.
    pub spread_db: f32,
}

impl Examination {
    /// The channels whose streams [`RecordingReader::open_examined`](crate::RecordingReader::open_examined) hands out:
    /// all, but for two that are alike the better one alone.
    #[must_use]
    pub fn streams(&self) -> Vec<u16> {
        if self.layout != Layout::DualMono {
            return (0..self.n_channels()).collect();
        }
        let is_second_louder = self.likeness.is_some_and(|l| l.gain_db > 0.5);
        let [first, second] = &self.channels[..] else { return vec![0] };
        let (louder, other) = if is_second_louder { ((1, second), (0, first)) } else { ((0, first), (1, second)) };
        let is_louder_cut = louder.1.clipped_share > other.1.clipped_share + 0.001;
        vec![if is_louder_cut { other.0 } else { louder.0 }]
    }

    pub(super) fn n_channels(&self) -> u16 {
        u16::try_from(self.channels.len()).unwrap_or(u16::MAX)
    }
}
