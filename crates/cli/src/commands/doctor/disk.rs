//! The disk under a folder: how much room is left, and whether it is another machine's.

use std::path::Path;

/// What is known of a folder's file system; nothing where the system does not say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Disk {
    /// Bytes that this user can still write.
    pub(super) free_bytes: Option<u64>,
    /// Whether the folder is on a network share, by the file system's own number.
    pub(super) is_on_network: Option<bool>,
}

#[cfg(unix)]
pub(super) fn under(folder: &Path) -> Disk {
    let free_bytes = rustix::fs::statvfs(folder).ok().map(|facts| facts.f_bavail.saturating_mul(facts.f_frsize));
    Disk { free_bytes, is_on_network: is_on_network(folder) }
}

#[cfg(not(unix))]
pub(super) fn under(_folder: &Path) -> Disk {
    Disk::default()
}

/// By the numbers of Linux (statfs(2)): NFS, SMB, CIFS, SMB2, AFS, Coda, Ceph, 9P, and FUSE, which sshfs is one of.
#[cfg(target_os = "linux")]
fn is_on_network(folder: &Path) -> Option<bool> {
    const NETWORK: [u64; 9] =
        [0x6969, 0x517b, 0xff53_4d42, 0xfe53_4d42, 0x5346_414f, 0x7375_7245, 0x00c3_6400, 0x0102_1997, 0x6573_5546];
    let facts = rustix::fs::statfs(folder).ok()?;
    // The type of the field differs between processors, and a 32-bit number may have come out negative.
    #[expect(clippy::cast_sign_loss, clippy::cast_possible_truncation, reason = "only these 32 bits are the number")]
    let number = u64::from(facts.f_type as u32);
    Some(NETWORK.contains(&number))
}

#[cfg(all(unix, not(target_os = "linux")))]
fn is_on_network(_folder: &Path) -> Option<bool> {
    None
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn the_temporary_folder_has_room_and_is_here() {
        let disk = under(&std::env::temp_dir());
        assert!(disk.free_bytes.is_some_and(|bytes| bytes > 0));
        assert_eq!(disk.is_on_network, Some(false));
        assert_eq!(under(Path::new("/no/such/folder")), Disk::default());
    }
}
