//! Reports → stories. Knows many reports, not their readers.
