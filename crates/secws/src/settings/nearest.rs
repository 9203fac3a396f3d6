//! What a user who mistyped may have meant.

/// The known word that is nearest, if it is near at all.
pub fn nearest<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let measured = known.map(|known| (strsim::damerau_levenshtein(&word.to_lowercase(), &known.to_lowercase()), known));
    let (distance, nearest) = measured.min()?;
    (distance <= (nearest.len() / 2).max(2)).then_some(nearest)
}

/// A line that names it.
pub fn hint<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> String {
    nearest(word, known).map(|nearest| format!("\nhint: did you mean `{nearest}`?")).unwrap_or_default()
}
