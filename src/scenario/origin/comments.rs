//! The comments of a TOML text: which of them belong to a key, and what class of origin they name.
//!
//! *Knows:* where comments stand, and the words *source*, *derived* and *assumption*.
//! *Never:* what a key means.

use super::Basis;
use std::ops::Range;
use toml_parser::Source;
use toml_parser::lexer::TokenKind;

/// The lines of a text, with their comments.
#[derive(Debug)]
pub struct Comments<'t> {
    lines: Vec<Line<'t>>,
    /// Basis of all values that say nothing of theirs: a paragraph at the top of the file.
    head: Option<Said>,
}

#[derive(Debug, Default, Clone, Copy)]
struct Line<'t> {
    /// First byte of the line.
    start: usize,
    /// Blanks before the first letter.
    indent: usize,
    /// The comment without its `#`.
    comment: Option<&'t str>,
    /// Whether there is nothing but the comment.
    alone: bool,
    /// Whether a table begins here: `[name]` or `[[name]]`.
    header: bool,
}

/// What a comment says of a value.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Said {
    /// The class of origin that it names.
    pub basis: Option<Basis>,
    /// Its text, without the class where that comes first.
    pub note: String,
}

/// Class words, in the languages in which scenarios are written.
const WORDS: [(&str, Basis); 12] = [
    ("sources", Basis::Sourced),
    ("source", Basis::Sourced),
    ("derived", Basis::Derived),
    ("assumptions", Basis::Assumption),
    ("assumption", Basis::Assumption),
    ("assumed", Basis::Assumption),
    ("来源", Basis::Sourced),
    ("出处", Basis::Sourced),
    ("推算", Basis::Derived),
    ("推导", Basis::Derived),
    ("假设", Basis::Assumption),
    ("假定", Basis::Assumption),
];

impl<'t> Comments<'t> {
    /// Finds the comments of a text.
    pub fn of(text: &'t str) -> Comments<'t> {
        let mut lines: Vec<Line<'t>> = Vec::new();
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            let indent = line.len() - line.trim_start_matches([' ', '\t']).len();
            lines.push(Line { start, indent, ..Line::default() });
            start += line.len();
        }
        let mut found = Comments { lines, head: None };
        let mut depth = 0;
        for token in Source::new(text).lex() {
            let span = token.span().start()..token.span().end();
            let at = found.line(span.start);
            let Some(line) = found.lines.get_mut(at) else { continue };
            let first = line.start + line.indent == span.start;
            match token.kind() {
                TokenKind::Comment => {
                    line.comment = Some(text[span].trim_start_matches('#').trim());
                    line.alone = first;
                }
                TokenKind::LeftSquareBracket | TokenKind::LeftCurlyBracket => {
                    line.header |= first && depth == 0;
                    depth += 1;
                }
                TokenKind::RightSquareBracket | TokenKind::RightCurlyBracket => depth -= 1,
                _ => {}
            }
        }
        found.head = found.read_head();
        found
    }

    /// The line of a byte, counted from 0.
    pub fn line(&self, byte: usize) -> usize {
        self.lines.partition_point(|line| line.start <= byte).saturating_sub(1)
    }

    /// What is said on the lines of these bytes, and on lines below that continue the comment.
    pub fn on(&self, bytes: Range<usize>) -> Option<Said> {
        let (first, last) = (self.line(bytes.start), self.line(bytes.end.saturating_sub(1)));
        let inside: Vec<&str> = self.lines[first..=last].iter().filter_map(|line| line.comment).collect();
        let ends = self.lines[last].comment.is_some();
        let goes_on = |line: &&Line<'_>| ends && line.alone && line.indent > self.lines[first].indent;
        let below: Vec<&str> = self.lines[last + 1..].iter().take_while(goes_on).filter_map(|line| line.comment).collect();
        (!inside.is_empty()).then(|| said([&[inside.join("; ").as_str()], &below[..]].concat().join(" ").trim()))
    }

    /// What the comment directly above the line of this byte says, if it names a class: from there on.
    pub fn above(&self, byte: usize) -> Option<Said> {
        let at = self.line(byte);
        let indent = self.lines[at].indent;
        let block = self.lines[..at].iter().rev().take_while(|line| line.alone && line.indent <= indent).count();
        paragraph(&self.lines[at - block..at])
    }

    /// What is said of all keys in the table in which this byte stands.
    pub fn of_table(&self, byte: usize) -> Option<Said> {
        let header = self.lines[..=self.line(byte)].iter().rfind(|line| line.header)?;
        let beside = header.comment.map(said).filter(|said| said.basis.is_some());
        beside.or_else(|| self.above(header.start))
    }

    /// What is said of all keys of the file.
    pub fn of_file(&self) -> Option<&Said> {
        self.head.as_ref()
    }

    /// The paragraph at the top of the file that begins with a class word.
    fn read_head(&self) -> Option<Said> {
        let end = self.lines.iter().position(|line| !line.alone).unwrap_or(self.lines.len());
        let paragraphs = self.lines[..end].split(|line| line.comment == Some(""));
        let mut all = paragraphs.filter_map(|lines| {
            let text = lines.iter().filter_map(|line| line.comment).collect::<Vec<_>>().join(" ");
            word(&text).is_some().then(|| said(&text))
        });
        all.next()
    }
}

/// A value on one line, without the comments inside it.
pub fn on_one_line(value: &str) -> String {
    if !value.contains('\n') {
        return value.to_owned();
    }
    let mut line = String::new();
    for token in Source::new(value).lex() {
        match token.kind() {
            TokenKind::Comment => {}
            TokenKind::Whitespace | TokenKind::Newline if line.ends_with([' ', '[', '{']) => {}
            TokenKind::Whitespace | TokenKind::Newline => line.push(' '),
            TokenKind::RightSquareBracket => {
                line.truncate(line.trim_end_matches([' ', ',']).len());
                line.push(']');
            }
            _ => line += &value[token.span().start()..token.span().end()],
        }
    }
    line
}

/// What lines of comments say from their first class word on, which begins a line or a sentence.
fn paragraph(lines: &[Line<'_>]) -> Option<Said> {
    let texts: Vec<&str> = lines.iter().filter_map(|line| line.comment).collect();
    texts.iter().enumerate().find_map(|(at, text)| {
        let from = if word(text).is_some() { 0 } else { named(text, &['.'])? };
        Some(said([&text[from..]].iter().chain(&texts[at + 1..]).copied().collect::<Vec<_>>().join(" ").trim()))
    })
}

/// A comment in its parts.
fn said(text: &str) -> Said {
    if let Some((basis, rest)) = word(text) {
        return Said {
            basis: Some(basis),
            note: rest.trim_start_matches([':', ';', ',', '.', '：', '；', '，']).trim().to_owned(),
        };
    }
    let at = named(text, &['(', ':', ';', ',', '.', '（', '：', '；', '，', '。']);
    Said { basis: at.and_then(|at| word(&text[at..])).map(|(basis, _)| basis), note: text.to_owned() }
}

/// Where a class word stands behind one of these signs.
fn named(text: &str, signs: &[char]) -> Option<usize> {
    text.match_indices(signs).find_map(|(at, sign)| {
        let rest = text[at + sign.len()..].trim_start();
        word(rest).map(|_| text.len() - rest.len())
    })
}

/// The class word that a text begins with, and what follows it.
fn word(text: &str) -> Option<(Basis, &str)> {
    WORDS.iter().find_map(|(word, basis)| {
        let (start, rest) = text.split_at_checked(word.len())?;
        let rest = rest.trim_start();
        let ends = rest.is_empty() || rest.starts_with([':', ';', ',', '.', '(', ')', '：', '；', '，', '。', '（', '）']);
        (start.eq_ignore_ascii_case(word) && ends).then_some((*basis, rest))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comment_names_its_class() {
        for (text, basis, note) in [
            ("assumption", Some(Basis::Assumption), ""),
            ("Source: as above", Some(Basis::Sourced), "as above"),
            ("assumption; paid by the contract", Some(Basis::Assumption), "paid by the contract"),
            ("assumption (3 to 8 %): derived: x", Some(Basis::Assumption), "(3 to 8 %): derived: x"),
            ("6 people each (source: Hindu, 2018)", Some(Basis::Sourced), "6 people each (source: Hindu, 2018)"),
            ("half a year, derived: 0.5 x 365", Some(Basis::Derived), "half a year, derived: 0.5 x 365"),
            ("cars of each dealer: assumption", Some(Basis::Assumption), "cars of each dealer: assumption"),
            ("the source of all evil", None, "the source of all evil"),
            ("sourcery", None, "sourcery"),
            ("来源：国家统计局", Some(Basis::Sourced), "国家统计局"),
            ("每次30元（假设）", Some(Basis::Assumption), "每次30元（假设）"),
        ] {
            assert_eq!(said(text), Said { basis, note: note.to_owned() }, "{text}");
        }
    }
}
