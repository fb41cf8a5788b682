//! Whether a document type puts a page into quirks mode, where a table does not end a paragraph.

use crate::lexer::is_space;

/// Public identifiers, in lower case, that begin like this mean quirks mode.
const QUIRKY: &[&str] = &[
    "+//silmaril//dtd html pro v0r11 19970101//",
    "-//as//dtd html 3.0 aswedit + extensions//",
    "-//advasoft ltd//dtd html 3.0 aswedit + extensions//",
    "-//ietf//dtd html 2.0 level 1//",
    "-//ietf//dtd html 2.0 level 2//",
    "-//ietf//dtd html 2.0 strict level 1//",
    "-//ietf//dtd html 2.0 strict level 2//",
    "-//ietf//dtd html 2.0 strict//",
    "-//ietf//dtd html 2.0//",
    "-//ietf//dtd html 2.1e//",
    "-//ietf//dtd html 3.0//",
    "-//ietf//dtd html 3.2 final//",
    "-//ietf//dtd html 3.2//",
    "-//ietf//dtd html 3//",
    "-//ietf//dtd html level 0//",
    "-//ietf//dtd html level 1//",
    "-//ietf//dtd html level 2//",
    "-//ietf//dtd html level 3//",
    "-//ietf//dtd html strict level 0//",
    "-//ietf//dtd html strict level 1//",
    "-//ietf//dtd html strict level 2//",
    "-//ietf//dtd html strict level 3//",
    "-//ietf//dtd html strict//",
    "-//ietf//dtd html//",
    "-//metrius//dtd metrius presentational//",
    "-//microsoft//dtd internet explorer 2.0 html strict//",
    "-//microsoft//dtd internet explorer 2.0 html//",
    "-//microsoft//dtd internet explorer 2.0 tables//",
    "-//microsoft//dtd internet explorer 3.0 html strict//",
    "-//microsoft//dtd internet explorer 3.0 html//",
    "-//microsoft//dtd internet explorer 3.0 tables//",
    "-//netscape comm. corp.//dtd html//",
    "-//netscape comm. corp.//dtd strict html//",
    "-//o'reilly and associates//dtd html 2.0//",
    "-//o'reilly and associates//dtd html extended 1.0//",
    "-//o'reilly and associates//dtd html extended relaxed 1.0//",
    "-//softquad software//dtd hotmetal pro 6.0::19990601::extensions to html 4.0//",
    "-//softquad//dtd hotmetal pro 4.0::19971010::extensions to html 4.0//",
    "-//spyglass//dtd html 2.0 extended//",
    "-//sq//dtd html 2.0 hotmetal + extensions//",
    "-//sun microsystems corp.//dtd hotjava html//",
    "-//sun microsystems corp.//dtd hotjava strict html//",
    "-//w3c//dtd html 3 1995-03-24//",
    "-//w3c//dtd html 3.2 draft//",
    "-//w3c//dtd html 3.2 final//",
    "-//w3c//dtd html 3.2//",
    "-//w3c//dtd html 3.2s draft//",
    "-//w3c//dtd html 4.0 frameset//",
    "-//w3c//dtd html 4.0 transitional//",
    "-//w3c//dtd html experimental 19960712//",
    "-//w3c//dtd html experimental 970421//",
    "-//w3c//dtd w3 html//",
    "-//w3o//dtd w3 html 3.0//",
    "-//webtechs//dtd mozilla html 2.0//",
    "-//webtechs//dtd mozilla html//",
];
/// … and these, whole.
const QUIRKY_WHOLE: &[&str] =
    &["-//w3o//dtd w3 html strict 3.0//en//", "-/w3c/dtd html 4.0 transitional/en", "html"];
/// … and, where no system identifier follows, these.
const QUIRKY_ALONE: &[&str] = &["-//w3c//dtd html 4.01 frameset//", "-//w3c//dtd html 4.01 transitional//"];
const QUIRKY_SYSTEM: &str = "http://www.ibm.com/data/dtd/v11/ibmxhtml1-transitional.dtd";

/// Whether `<!DOCTYPE …>` asks for quirks mode.
pub(super) fn is_quirky(doctype: &[u8]) -> bool {
    let Some(rest) = doctype.get(9..) else { return true };
    let Some(rest) = rest.strip_suffix(b">") else { return true };
    let rest = rest.trim_ascii_start();
    let name_end = rest.iter().position(|c| is_space(*c)).unwrap_or(rest.len());
    let (name, rest) = rest.split_at(name_end);
    if !name.eq_ignore_ascii_case(b"html") {
        return true;
    }
    let rest = rest.trim_ascii();
    if rest.is_empty() {
        return false;
    }
    let (keyword, rest) = rest.split_at(rest.len().min(6));
    let (public, system) = if keyword.eq_ignore_ascii_case(b"public") {
        let Some((public, rest)) = quoted(rest) else { return true };
        (public.to_ascii_lowercase(), quoted(rest).map(|(system, _)| system))
    } else if keyword.eq_ignore_ascii_case(b"system") {
        let Some((system, _)) = quoted(rest) else { return true };
        (Vec::new(), Some(system))
    } else {
        return true;
    };
    let begins = |prefixes: &[&str]| prefixes.iter().any(|prefix| public.starts_with(prefix.as_bytes()));
    QUIRKY_WHOLE.iter().any(|whole| public == whole.as_bytes())
        || system.is_some_and(|system| system.eq_ignore_ascii_case(QUIRKY_SYSTEM.as_bytes()))
        || begins(QUIRKY)
        || (system.is_none() && begins(QUIRKY_ALONE))
}

/// The text in quotes that `rest` begins with, and what follows.
fn quoted(rest: &[u8]) -> Option<(&[u8], &[u8])> {
    let rest = rest.trim_ascii_start();
    let quote = *rest.first().filter(|c| matches!(c, b'"' | b'\''))?;
    let end = memchr::memchr(quote, &rest[1..])? + 1;
    Some((&rest[1..end], &rest[end + 1..]))
}

#[cfg(test)]
mod tests {
    use super::is_quirky;

    #[test]
    fn quirks_are_told() {
        for (doctype, quirky) in [
            ("<!DOCTYPE html>", false),
            ("<!doctype HTML >", false),
            ("<!DOCTYPEhtml>", false),
            ("<!DOCTYPE>", true),
            ("<!DOCTYPE svg>", true),
            ("<!DOCTYPE html SYSTEM \"about:legacy-compat\">", false),
            (
                "<!DOCTYPE html PUBLIC '-//W3C//DTD XHTML 1.0 Transitional//EN' 'http://example.org/x.dtd'>",
                false,
            ),
            ("<!DOCTYPE HTML PUBLIC \"-//W3C//DTD HTML 4.01 Transitional//EN\">", true),
            ("<!DOCTYPE HTML PUBLIC \"-//W3C//DTD HTML 4.01 Transitional//EN\" \"x\">", false),
            ("<!DOCTYPE HTML PUBLIC \"-//W3C//DTD HTML 3.2 Final//EN\">", true),
            ("<!DOCTYPE html PUBLIC>", true),
            ("<!DOCTYPE html nonsense>", true),
            ("<!DOCTYPE html", true),
        ] {
            assert_eq!(is_quirky(doctype.as_bytes()), quirky, "{doctype}");
        }
    }
}
