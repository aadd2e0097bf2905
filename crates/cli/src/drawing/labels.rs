//! Where labels go so that none covers another.

/// A label that points at a place on a line below it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Label {
    /// The place that it points at, less than the line's length.
    pub(crate) anchor: u32,
    /// How long its text is.
    pub(crate) length: u32,
    /// The lower the number, the later it gives way where there is too little room.
    pub(crate) rank: u8,
}

impl Label {
    /// Where its text ends if it begins `gap` after the anchor.
    fn end(&self, gap: u32) -> u32 {
        self.anchor.saturating_add(gap).saturating_add(self.length)
    }
}

/// Where a label is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    /// The row, counted from 0 at the line upwards.
    pub(crate) row: usize,
    /// Where its text begins.
    pub(crate) start: u32,
}

/// What a row is taken up by.
#[derive(Clone, Copy, Debug)]
struct Taken {
    from: u32,
    /// Inclusive.
    to: u32,
    anchor: u32,
}

/// Places labels over a line of `length` in at most `n_rows` rows; `None` for those that find no room.
///
/// A label's text begins `gap` after its anchor, or ends just before it where the line is at its end, and texts are
/// `gap` apart. From each label a leader goes straight down to the line: no text of another label is in its way.
pub(crate) fn place(labels: &[Label], length: u32, n_rows: usize, gap: u32) -> Vec<Option<Place>> {
    let mut by_rank: Vec<usize> = (0..labels.len()).collect();
    by_rank.sort_by_key(|idx| (labels[*idx].rank, labels[*idx].anchor));
    let mut kept = Vec::new();
    let mut places = vec![None; labels.len()];
    for idx in by_rank {
        kept.push(idx);
        // Each kind from its open end, so that leaders pass nothing.
        kept.sort_by_key(|idx| {
            let anchor = i64::from(labels[*idx].anchor);
            let reaches_right = labels[*idx].end(gap) <= length;
            (reaches_right, if reaches_right { -anchor } else { anchor }, std::cmp::Reverse(*idx))
        });
        match place_all(labels, &kept, length, n_rows, gap) {
            Some(found) => {
                places.fill(None);
                for (idx, place) in kept.iter().zip(found) {
                    places[*idx] = Some(place);
                }
            }
            None => kept.retain(|other| *other != idx),
        }
    }
    places
}

/// Places the labels `order`, one after the other; `None` if one finds no room.
fn place_all(labels: &[Label], order: &[usize], length: u32, n_rows: usize, gap: u32) -> Option<Vec<Place>> {
    let mut rows: Vec<Vec<Taken>> = vec![Vec::new(); n_rows];
    let mut leaders: Vec<Vec<u32>> = vec![Vec::new(); n_rows];
    let mut places = Vec::with_capacity(order.len());
    for idx in order {
        let Label { anchor, length: text, .. } = labels[*idx];
        let end = labels[*idx].end(gap);
        let (start, from, to) = if end <= length {
            (anchor + gap, anchor, end)
        } else {
            let start = anchor.checked_sub((gap - 1).saturating_add(text))?;
            (start, start.saturating_sub(gap), anchor)
        };
        let stands_in_the_way = |taken: &Taken| (taken.from..=taken.to).contains(&anchor) && taken.anchor != anchor;
        let is_free = |row: usize| {
            rows[row].iter().all(|taken| to < taken.from || taken.to < from)
                && leaders[row].iter().all(|leader| !(from..=to).contains(leader) || *leader == anchor)
        };
        let can_be_reached = |row: usize| !rows[..row].iter().flatten().any(stands_in_the_way);
        let row = (0..n_rows).find(|row| is_free(*row) && can_be_reached(*row))?;
        rows[row].push(Taken { from, to, anchor });
        leaders[..row].iter_mut().for_each(|below| below.push(anchor));
        places.push(Place { row, start });
    }
    Some(places)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn label(anchor: u32, length: u32) -> Label {
        Label { anchor, length, rank: 0 }
    }

    #[test]
    fn labels_that_fit_are_side_by_side_and_others_above() {
        let placed = place(&[label(0, 4), label(3, 4), label(20, 4)], 40, 3, 1);
        assert_eq!(
            placed,
            [Some(Place { row: 1, start: 1 }), Some(Place { row: 0, start: 4 }), Some(Place { row: 0, start: 21 })]
        );
    }

    #[test]
    fn at_the_end_of_the_line_a_label_is_before_its_place() {
        assert_eq!(place(&[label(39, 7)], 40, 1, 1), [Some(Place { row: 0, start: 32 })]);
    }

    #[test]
    fn labels_at_both_ends_leave_room_for_each_other() {
        let placed = place(&[label(0, 14), label(9, 5), label(33, 7), label(38, 4)], 40, 2, 1);
        assert!(placed.iter().all(Option::is_some), "{placed:?}");
    }

    #[test]
    fn of_labels_without_room_the_one_that_matters_least_gives_way() {
        let labels = [Label { rank: 3, ..label(5, 6) }, Label { rank: 0, ..label(5, 6) }];
        assert_eq!(place(&labels, 12, 1, 1), [None, Some(Place { row: 0, start: 6 })]);
        assert_eq!(place(&labels, 12, 2, 1)[0], Some(Place { row: 1, start: 6 }));
    }
}
