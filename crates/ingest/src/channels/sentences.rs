//! What a person should know about the channels, in plain words.

use ringcheck_call::Layout;

use super::facts::{Channel, Examination, Leak};

/// Samples cut off from which on clipping is told, and from which on words are lost by it.
const CLIPPED_NOTE: f32 = 0.001;
const CLIPPED_WARNING: f32 = 0.02;

/// Levels of speech that differ by as much are told.
const LEVEL_DIFFERENCE_DB: f32 = 20.0;

/// Speech below this is so near to the noise and the coder's rounding that words may be missed.
const FAINT_DBFS: f32 = -55.0;

impl Examination {
    /// What lowers the trust in what is made of the recording: a person should look at it.
    #[must_use]
    pub fn warnings(&self) -> Vec<String> {
        let mut warnings = Vec::new();
        if self.layout == Layout::OneSided {
            let dead = self.numbered().find(|(_, c)| c.is_dead).map_or(0, |(n, _)| n);
            warnings.push(format!(
                "{} carries no sound, so only one side, or both on the other channel, can be heard",
                self.name(dead)
            ));
        }
        for (n, channel) in self.told() {
            if channel.clipped_share >= CLIPPED_WARNING {
                warnings.push(format!(
                    "{} is heavily clipped: {} of its sound is cut off at full scale, so words may be misheard",
                    self.name(n),
                    percent(channel.clipped_share)
                ));
            }
            if let Some(dbfs) = channel.speech_dbfs.filter(|&dbfs| dbfs < FAINT_DBFS) {
                warnings.push(format!(
                    "speech on {} is very faint ({dbfs:.0} dBFS), so words may be missing",
                    self.name(n)
                ));
            }
        }
        warnings
    }

    /// What was found and put right, or does no harm.
    #[must_use]
    pub fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        if self.layout == Layout::DualMono {
            notes.push("both channels carry the same sound, so the sides were told apart by voice".to_owned());
        }
        notes.extend(self.leaks.iter().map(|leak| self.leak_note(*leak)));
        if let [(first, Some(a)), (second, Some(b))] =
            self.told().map(|(n, c)| (n, c.speech_dbfs)).collect::<Vec<_>>()[..]
            && (a - b).abs() >= LEVEL_DIFFERENCE_DB
        {
            let (quiet, loud) = if a < b { (first, second) } else { (second, first) };
            notes.push(format!(
                "speech on {} is {:.0} dB quieter than on {}",
                self.name(quiet),
                (a - b).abs(),
                self.name(loud)
            ));
        }
        let slightly = self.told().filter(|(_, c)| (CLIPPED_NOTE..CLIPPED_WARNING).contains(&c.clipped_share));
        notes.extend(slightly.map(|(n, c)| {
            format!("{} is clipped: {} of its sound is cut off at full scale", self.name(n), percent(c.clipped_share))
        }));
        notes
    }

    fn leak_note(&self, leak: Leak) -> String {
        format!(
            "{} is heard again in {} ({:.0} dB, {:.0} ms later); there it was silenced",
            self.name(leak.from),
            self.name(leak.into),
            leak.gain_db,
            leak.delay_ms
        )
    }

    fn numbered(&self) -> impl Iterator<Item = (u16, &Channel)> {
        (0..).zip(&self.channels)
    }

    /// The channels of which anything is to be told: those that are handed out and carry sound.
    fn told(&self) -> impl Iterator<Item = (u16, &Channel)> {
        let streams = self.streams();
        self.numbered().filter(move |(n, c)| !c.is_dead && streams.contains(n))
    }

    fn name(&self, channel: u16) -> String {
        match (self.channels.len(), channel) {
            (2, 0) => "channel 0 (left)".to_owned(),
            (2, _) => "channel 1 (right)".to_owned(),
            _ => "the recording".to_owned(),
        }
    }
}

fn percent(share: f32) -> String {
    format!("{:.1} %", share * 100.0)
}
