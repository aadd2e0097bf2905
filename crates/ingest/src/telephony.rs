//! Decoders of telephone codecs that the codec library does not have, in its own terms, and the registry with all of them.

use std::sync::OnceLock;

use audio_codec::g722::G722Decoder;
use symphonia::core::{
    audio::{AsGenericAudioBufferRef, Audio, AudioBuffer, AudioMut, AudioSpec, Channels, GenericAudioBufferRef},
    codecs::{
        CodecInfo,
        audio::{
            AudioCodecId, AudioCodecParameters, AudioDecoder, AudioDecoderOptions, FinalizeResult,
            well_known::CODEC_ID_ADPCM_G722,
        },
        registry::{CodecRegistry, RegisterableAudioDecoder, SupportedAudioCodec},
    },
    common::FourCc,
    errors::{Error, Result},
    packet::PacketRef,
};
use symphonia_adapter_libopus::OpusDecoder;

use crate::gsm::{FRAME_LEN, FRAME_SAMPLES, Gsm, WAVE_BLOCK_LEN};

/// GSM 06.10 in frames of 33 bytes.
pub(crate) const CODEC_ID_GSM: AudioCodecId = AudioCodecId::new(FourCc::new(*b"gsm "));

/// GSM 06.10 in blocks of 65 bytes.
pub(crate) const CODEC_ID_GSM_MS: AudioCodecId = AudioCodecId::new(FourCc::new(*b"gsmM"));

/// All decoders that are built in.
pub(crate) fn codecs() -> &'static CodecRegistry {
    static CODECS: OnceLock<CodecRegistry> = OnceLock::new();
    CODECS.get_or_init(|| {
        let mut registry = CodecRegistry::new();
        symphonia::default::register_enabled_codecs(&mut registry);
        registry.register_audio_decoder::<OpusDecoder>();
        registry.register_audio_decoder::<Telephony>();
        registry
    })
}

/// A decoder whose packets are whole frames, and whose samples are 16 bits of one channel.
struct Telephony {
    parameters: AudioCodecParameters,
    codec: Codec,
    audio: AudioBuffer<i16>,
}

enum Codec {
    Gsm(Box<Gsm>),
    GsmMs(Box<Gsm>),
    G722(Box<G722Decoder>),
}

impl Codec {
    fn of(id: AudioCodecId) -> Option<Self> {
        match id {
            CODEC_ID_GSM => Some(Self::Gsm(Box::new(Gsm::new()))),
            CODEC_ID_GSM_MS => Some(Self::GsmMs(Box::new(Gsm::new()))),
            CODEC_ID_ADPCM_G722 => Some(Self::G722(Box::default())),
            _ => None,
        }
    }

    fn samples(&mut self, data: &[u8]) -> Result<Vec<i16>> {
        match self {
            Self::Gsm(gsm) => {
                let mut samples = Vec::with_capacity(data.len() / FRAME_LEN * FRAME_SAMPLES);
                for frame in data.as_chunks().0 {
                    let frame = gsm.decode_frame(frame).ok_or(Error::DecodeError("gsm: no frame starts here"))?;
                    samples.extend(frame);
                }
                Ok(samples)
            }
            Self::GsmMs(gsm) => {
                let blocks: &[[u8; WAVE_BLOCK_LEN]] = data.as_chunks().0;
                Ok(blocks.iter().flat_map(|block| gsm.decode_wave_block(block)).flatten().collect())
            }
            Self::G722(g722) => {
                let mut samples = vec![0; data.len() * 2];
                let n = g722
                    .decode_frame_into(data, &mut samples)
                    .map_err(|_| Error::DecodeError("g722: a frame is too long"))?;
                samples.truncate(n);
                Ok(samples)
            }
        }
    }
}

impl AudioDecoder for Telephony {
    fn reset(&mut self) {
        if let Some(codec) = Codec::of(self.parameters.codec) {
            self.codec = codec;
        }
    }

    fn codec_info(&self) -> &CodecInfo {
        let [gsm, gsm_ms, g722] = &SUPPORTED;
        match self.codec {
            Codec::Gsm(_) => &gsm.info,
            Codec::GsmMs(_) => &gsm_ms.info,
            Codec::G722(_) => &g722.info,
        }
    }

    fn codec_params(&self) -> &AudioCodecParameters {
        &self.parameters
    }

    fn decode_ref(&mut self, packet: &PacketRef<'_>) -> Result<GenericAudioBufferRef<'_>> {
        self.audio.clear();
        let samples = self.codec.samples(packet.data)?;
        if self.audio.capacity() < samples.len() {
            self.audio = AudioBuffer::new(self.audio.spec().clone(), samples.len());
        }
        self.audio.render_uninit(Some(samples.len()));
        self.audio.copy_from_slice_interleaved(&samples);
        Ok(self.audio.as_generic_audio_buffer_ref())
    }

    fn finalize(&mut self) -> FinalizeResult {
        FinalizeResult::default()
    }

    fn last_decoded(&self) -> GenericAudioBufferRef<'_> {
        self.audio.as_generic_audio_buffer_ref()
    }
}

const SUPPORTED: [SupportedAudioCodec; 3] = [
    SupportedAudioCodec {
        id: CODEC_ID_GSM,
        info: CodecInfo { short_name: "gsm", long_name: "GSM 06.10", profiles: &[] },
    },
    SupportedAudioCodec {
        id: CODEC_ID_GSM_MS,
        info: CodecInfo { short_name: "gsm_ms", long_name: "GSM 06.10 in blocks of 65 bytes", profiles: &[] },
    },
    SupportedAudioCodec {
        id: CODEC_ID_ADPCM_G722,
        info: CodecInfo { short_name: "adpcm_g722", long_name: "G.722 at 64 kbit/s", profiles: &[] },
    },
];

impl RegisterableAudioDecoder for Telephony {
    fn try_registry_new(parameters: &AudioCodecParameters, _: &AudioDecoderOptions) -> Result<Box<dyn AudioDecoder>> {
        let codec = Codec::of(parameters.codec).ok_or(Error::Unsupported("telephony: another codec"))?;
        let n_channels = parameters.channels.as_ref().map_or(0, Channels::count);
        let rate_hz = parameters.sample_rate.ok_or(Error::Unsupported("telephony: no sample rate"))?;
        if n_channels != 1 {
            return Err(Error::Unsupported("telephony: more than one channel"));
        }
        let audio = AudioBuffer::new(AudioSpec::new(rate_hz, Channels::Discrete(1)), 0);
        Ok(Box::new(Self { parameters: parameters.clone(), codec, audio }))
    }

    fn supported_codecs() -> &'static [SupportedAudioCodec] {
        &SUPPORTED
    }
}
