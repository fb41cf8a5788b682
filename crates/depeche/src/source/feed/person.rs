//! Who wrote it: name, address and page, said in elements or squeezed into one line.

use serde_json::{Value, json};

use super::fields::{Fields, last, list, object};

/// Notes a part of a person, in their detail and in the list.
pub(super) fn save(context: &mut Fields, role: &str, field: &str, value: &str) {
    object(context, &format!("{role}_detail")).insert(field.to_owned(), value.into());
    settle(context, role);
    let people = list(context, &format!("{role}s"));
    if people.is_empty() {
        people.push(json!({}));
    }
    if let Some(person) = last(context, &format!("{role}s")) {
        person.insert(field.to_owned(), value.into());
    }
}

/// Makes the one line and the parts say the same.
pub(super) fn settle(context: &mut Fields, role: &str) {
    let people = format!("{role}s");
    let known = last(context, &people).cloned().unwrap_or_default();
    if !known.is_empty() {
        let part = |field: &str| known.get(field).and_then(Value::as_str).filter(|text| !text.is_empty());
        let line = match (part("name"), part("email")) {
            (Some(name), Some(email)) => format!("{name} ({email})"),
            (Some(one), None) | (None, Some(one)) => one.to_owned(),
            (None, None) => return,
        };
        context.insert(role.to_owned(), line.into());
        return;
    }
    let Some(line) =
        context.get(role).and_then(Value::as_str).filter(|line| !line.is_empty()).map(str::to_owned)
    else {
        return;
    };
    let (name, email) = parts(&line);
    let mut detail = Fields::new();
    detail.extend((!name.is_empty()).then(|| ("name".to_owned(), name.into())));
    detail.extend(email.map(|email| ("email".to_owned(), email.into())));
    if let Some(person) = last(context, &people) {
        person.extend(detail.clone());
    }
    context.entry(format!("{role}_detail")).or_insert_with(|| detail.into());
}

/// The name and the mail address in one line ("Ida Kroll <ida@news.example>").
fn parts(line: &str) -> (String, Option<String>) {
    let Some((start, end)) = email(line) else { return (line.to_owned(), None) };
    let email = line[start..end].to_owned();
    let rest = line.replace(&email, "").replace("()", "").replace("<>", "").replace("&lt;&gt;", "");
    let rest = rest.trim();
    let rest = rest.strip_prefix('(').unwrap_or(rest);
    let rest = rest.strip_suffix(')').unwrap_or(rest);
    (rest.trim().to_owned(), Some(email))
}

/// Where a mail address stands, with the subject some put behind it.
fn email(line: &str) -> Option<(usize, usize)> {
    let at = line.find('@')?;
    let local = |c: char| c.is_ascii_alphanumeric() || "_.+-".contains(c);
    let domain = |c: char| c.is_ascii_alphanumeric() || ".-".contains(c);
    let start = line[..at]
        .rfind(|c| !local(c))
        .map_or(0, |before| before + line[before..].chars().next().map_or(1, char::len_utf8));
    let after = &line[at + 1..];
    let length = after.find(|c| !domain(c)).unwrap_or(after.len());
    let host = after[..length].trim_end_matches(['.', '-']);
    if start == at || !host.contains('.') {
        return None;
    }
    let end = at + 1 + host.len();
    let subject = line[end..]
        .strip_prefix("?subject=")
        .map_or(0, |rest| "?subject=".len() + rest.find(char::is_whitespace).unwrap_or(rest.len()));
    Some((start, end + subject))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_addresses_are_told_apart() {
        for (line, name, address) in [
            ("Ida Kroll <ida@news.example>", "Ida Kroll", Some("ida@news.example")),
            ("ida@news.example (Ida Kroll)", "Ida Kroll", Some("ida@news.example")),
            ("ida@news.example", "", Some("ida@news.example")),
            ("Ida Kroll", "Ida Kroll", None),
            ("Ida @ the bend", "Ida @ the bend", None),
            ("né@é.example x", "né@é.example x", None),
        ] {
            assert_eq!(parts(line), (name.to_owned(), address.map(str::to_owned)), "{line}");
        }
    }
}
