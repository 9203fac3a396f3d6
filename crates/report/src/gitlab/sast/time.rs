//! Times as GitLab wants them: in UTC, to the second, without a zone.

/// What stands for no time.
const EPOCH: &str = "1970-01-01T00:00:00";
/// The shapes of a day and of a time, a digit wherever a 0 stands.
const DAY: &str = "0000-00-00";
const TIME: &str = "0000-00-00T00:00:00";

/// Of a time that ends in `Z` (its fraction is cut off), or of a day; the start of 1970 for anything else.
pub(super) fn in_utc(time: Option<&str>) -> String {
    let time = time.unwrap_or_default();
    let (second, zone) = time.split_at_checked(TIME.len()).unwrap_or((time, ""));
    let fraction = zone.strip_suffix('Z').map(|rest| rest.strip_prefix('.').unwrap_or(rest));
    match fraction {
        Some(digits) if has_shape(second, TIME) && digits.bytes().all(|byte| byte.is_ascii_digit()) => second.to_owned(),
        None if has_shape(time, DAY) => format!("{time}T00:00:00"),
        _ => EPOCH.to_owned(),
    }
}

fn has_shape(text: &str, shape: &str) -> bool {
    let fits = |(byte, wanted): (u8, u8)| if wanted == b'0' { byte.is_ascii_digit() } else { byte == wanted };
    text.len() == shape.len() && text.bytes().zip(shape.bytes()).all(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_loses_its_zone() {
        assert_eq!(in_utc(Some("2026-01-02T03:04:05Z")), "2026-01-02T03:04:05");
        assert_eq!(in_utc(Some("2026-01-02T03:04:05.678Z")), "2026-01-02T03:04:05");
        assert_eq!(in_utc(Some("2026-01-02")), "2026-01-02T00:00:00");
    }

    #[test]
    fn what_is_no_time_in_utc_is_the_epoch() {
        for other in
            ["", "now", "2026-01-02T03:04:05", "2026-01-02T03:04:05+02:00", "2026-01-02T03:04:05ZZ", "2026-1-2", "ü"]
        {
            assert_eq!(in_utc(Some(other)), EPOCH, "{other}");
        }
        assert_eq!(in_utc(None), EPOCH);
    }
}
