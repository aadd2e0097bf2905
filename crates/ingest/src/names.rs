//! What a person calls a codec, and its decoder.

use symphonia::core::codecs::audio::{AudioCodecId, well_known as codecs};

use crate::telephony::{CODEC_ID_GSM, CODEC_ID_GSM_MS};

/// What a scorecard calls the decoder of a codec that is built in.
pub(crate) fn decoder_name(codec: AudioCodecId) -> String {
    match codec {
        codecs::CODEC_ID_OPUS => "libopus",
        codecs::CODEC_ID_ADPCM_G722 => "audio-codec",
        CODEC_ID_GSM | CODEC_ID_GSM_MS => "ringcheck",
        _ => "symphonia",
    }
    .to_owned()
}

/// A codec, for a refusal.
pub(crate) fn name_of(codec: AudioCodecId) -> &'static str {
    match codec {
        codecs::CODEC_ID_OPUS => "Opus",
        codecs::CODEC_ID_SPEEX => "Speex",
        codecs::CODEC_ID_AAC => "AAC other than LC (such as HE-AAC)",
        codecs::CODEC_ID_ALAC => "Apple Lossless",
        codecs::CODEC_ID_AC3 | codecs::CODEC_ID_EAC3 => "Dolby Digital",
        codecs::CODEC_ID_MP2 => "MPEG layer 2",
        codecs::CODEC_ID_MP1 => "MPEG layer 1",
        codecs::CODEC_ID_FLAC => "FLAC",
        codecs::CODEC_ID_VORBIS => "Vorbis",
        _ => "this kind of",
    }
}

/// Sample formats of the ISO base media file format and of `QuickTime` that cannot be decoded.
pub(crate) fn name_of_sample_format(format: [u8; 4]) -> Option<&'static str> {
    Some(match &format {
        b"samr" => "AMR",
        b"sawb" => "AMR-WB",
        b"sawp" => "AMR-WB+",
        b"sqcp" => "QCELP",
        b"sevc" => "EVRC",
        b"agsm" => "GSM 06.10",
        b"Opus" => "Opus",
        b"alac" => "Apple Lossless",
        b"ac-3" | b"ec-3" => "Dolby Digital",
        b"QDM2" | b"QDMC" => "QDesign",
        b"ima4" => "IMA ADPCM (QuickTime)",
        _ => return None,
    })
}
