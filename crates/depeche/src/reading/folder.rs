//! The pages in a folder and the folders below it, by the endings of their names.
//!
//! Walked in the order of the names, one folder's names held at a time, so that two walks over the
//! same files give the same order. Hidden files and folders are left out, and links to folders are
//! not followed: they can go in circles.

use std::path::Path;

use walkdir::{DirEntry, WalkDir};

use super::input::{Known, Named, Refusal, Tasks, tasks as behind};

/// The pages in a folder.
pub fn tasks(argument: &str, known: &Known) -> Tasks {
    let known = known.clone();
    let found = files(Path::new(argument)).flat_map(move |file| match file {
        // Lists and archives are opened when their turn comes.
        Ok(name) => behind(&name, &known),
        Err(refusal) => Box::new(std::iter::once(Err(refusal))),
    });
    let mut found = found.peekable();
    if found.peek().is_none() {
        let why = "holds no pages; their names end in .html, .htm, .txt, .jsonl or .warc, gzipped or not";
        return Box::new(std::iter::once(Err(Refusal::new(argument, why))));
    }
    Box::new(found)
}

/// The names of the files that hold pages, in order.
pub fn files(folder: &Path) -> impl Iterator<Item = Result<String, Refusal>> + Send + use<> {
    let shown =
        |entry: &DirEntry| entry.depth() == 0 || !entry.file_name().as_encoded_bytes().starts_with(b".");
    WalkDir::new(folder).sort_by_file_name().into_iter().filter_entry(shown).filter_map(|entry| match entry {
        Ok(entry) if entry.path().is_file() => {
            let name = entry.path().to_string_lossy();
            let known = Named::of(&name) != Named::Unsaid;
            let unwritable = || Refusal::new(name.as_ref(), "its name is not UTF-8; rename it");
            known.then(|| entry.path().to_str().map(str::to_owned).ok_or_else(unwritable))
        }
        Ok(_) => None,
        Err(error) => {
            let name = error.path().unwrap_or(Path::new("")).display().to_string();
            Some(Err(Refusal::new(name, format!("cannot be looked into: {error}"))))
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn pages_come_by_name_and_nothing_else_does() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("b/.git")).unwrap();
        for name in ["z.html", "b/2.txt", "b/10.html.gz", "b/notes.css", "b/.git/x.html", "a.jsonl"] {
            fs::write(folder.path().join(name), "").unwrap();
        }
        #[cfg(unix)]
        std::os::unix::fs::symlink(folder.path(), folder.path().join("circle")).unwrap();
        let found: Vec<_> = files(folder.path()).map(Result::unwrap).collect();
        let cut = folder.path().to_str().unwrap().len() + 1;
        let found: Vec<_> = found.iter().map(|name| &name[cut..]).collect();
        assert_eq!(found, ["a.jsonl", "b/10.html.gz", "b/2.txt", "z.html"]);
    }

    #[test]
    fn a_folder_without_pages_says_what_pages_are_called() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("picture.png"), "").unwrap();
        let mut found = tasks(folder.path().to_str().unwrap(), &Known::default());
        let refusal = found.next().unwrap().unwrap_err();
        assert!(refusal.why.contains("holds no pages"), "{refusal}");
        assert!(found.next().is_none());
    }
}
