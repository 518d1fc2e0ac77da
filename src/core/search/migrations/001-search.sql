-- SPDX-License-Identifier: EUPL-1.2
-- What can be found: a row for each page in each language. Numbers are small, so that
-- a snapshot can keep what it needs of each in an array.
CREATE TABLE search_doc (
    id       $INT NOT NULL PRIMARY KEY,
    language $TEXT NOT NULL,
    kind     $TEXT NOT NULL,              -- search_kind
    ref      $TEXT NOT NULL,              -- the code of what it is about
    route    $TEXT NOT NULL,              -- with parts, its address
    parts    $TEXT NOT NULL,              -- the values of the route, '/' between
    fragment $TEXT NOT NULL,              -- within the page, or ''
    title    $TEXT NOT NULL,
    sort_key $TEXT NOT NULL,
    summary  $TEXT NOT NULL,
    digest   $INT NOT NULL                -- of all that was put: an unchanged one is left alone
) $STRICT;
CREATE UNIQUE INDEX search_doc_by_ref ON search_doc (language, kind, ref);

-- Its text, and the stems of its words with blanks between and around.
CREATE TABLE search_text (
    id          $INT NOT NULL PRIMARY KEY REFERENCES search_doc (id),
    body        $TEXT NOT NULL,
    title_stems $TEXT NOT NULL,
    body_stems  $TEXT NOT NULL
) $STRICT;

-- Which documents have a stem. The stems are words already: both databases take them
-- as they are, byte by byte, so that both find the same.
-- sqlite
CREATE VIRTUAL TABLE search_match USING fts5(title_stems, body_stems, content = 'search_text',
    content_rowid = 'id', tokenize = 'ascii', detail = 'column', columnsize = 0);
-- postgres
CREATE TABLE search_match (
    id          $INT NOT NULL PRIMARY KEY REFERENCES search_text (id),
    title_words tsvector NOT NULL,
    all_words   tsvector NOT NULL
);
CREATE INDEX search_match_by_title ON search_match USING gin (title_words);
CREATE INDEX search_match_by_word ON search_match USING gin (all_words);
-- both

-- Every word, and how many documents have it.
CREATE TABLE search_word (
    language  $TEXT NOT NULL,
    stem      $TEXT NOT NULL,
    word      $TEXT NOT NULL,
    documents $INT NOT NULL,
    PRIMARY KEY (language, stem, word)
) $KEYED;

-- Words that mean the same: those of one number.
CREATE TABLE search_synonym (
    language $TEXT NOT NULL,
    number   $INT NOT NULL,
    words    $TEXT NOT NULL,
    PRIMARY KEY (language, number, words)
) $KEYED;

CREATE TABLE search_kind (
    code  $TEXT NOT NULL PRIMARY KEY,
    one   $TEXT NOT NULL,                 -- "Method", to be translated
    many  $TEXT NOT NULL,                 -- "Methods"
    place $INT NOT NULL
) $KEYED;
