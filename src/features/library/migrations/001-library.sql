-- SPDX-License-Identifier: EUPL-1.2
-- An article, a publication that somebody else has made, or news. Lists are codes with '; ' between.
CREATE TABLE library_item (
    id            $INT NOT NULL PRIMARY KEY,
    kind          $TEXT NOT NULL,          -- article, publication, news
    code          $TEXT NOT NULL,
    topic         $TEXT NOT NULL,          -- of an article
    sort_order    $INT NOT NULL,
    published     $INT,                    -- midnight UTC of the day
    archived      $INT,
    authors       $TEXT NOT NULL,          -- from here to text_language: of a publication
    year          $INT,
    isbn          $TEXT NOT NULL,
    link          $TEXT NOT NULL,
    text_language $TEXT NOT NULL,
    methods       $TEXT NOT NULL,
    see           $TEXT NOT NULL,          -- other articles
    edited_at     $INT                     -- NULL until an editor changes it: imports then leave it
) $STRICT;
CREATE UNIQUE INDEX library_item_by_code ON library_item (kind, code);

-- Its words in one language. Articles and publications share the addresses of one shelf.
CREATE TABLE library_text (
    language $TEXT NOT NULL,
    shelf    $TEXT NOT NULL,               -- knowledge, news
    slug     $TEXT NOT NULL,
    item_id  $INT NOT NULL REFERENCES library_item (id),
    title    $TEXT NOT NULL,
    sort_key $TEXT NOT NULL,
    summary  $TEXT NOT NULL,
    body     $TEXT NOT NULL,               -- Markdown
    publisher $TEXT NOT NULL,              -- of a publication
    sources  $TEXT NOT NULL,               -- prose list
    PRIMARY KEY (language, shelf, slug)
) $KEYED;
CREATE UNIQUE INDEX library_text_by_item ON library_text (item_id, language);

CREATE TABLE glossary_term (
    id        $INT NOT NULL PRIMARY KEY,
    code      $TEXT NOT NULL UNIQUE,
    concept   $TEXT NOT NULL,              -- what texts call it in links, where that is not the code
    article   $TEXT NOT NULL,              -- the code of the article that tells more
    edited_at $INT
) $STRICT;

CREATE TABLE glossary_text (
    language   $TEXT NOT NULL,
    term_id    $INT NOT NULL REFERENCES glossary_term (id),
    term       $TEXT NOT NULL,
    sort_key   $TEXT NOT NULL,
    forms      $TEXT NOT NULL,             -- other forms, ';' between; '-' before one that is something else
    definition $TEXT NOT NULL,
    PRIMARY KEY (language, term_id)
) $KEYED;
CREATE INDEX glossary_text_by_term ON glossary_text (term_id, language);

-- A challenge that many share. wish is a planned dialogue in the form of a scenario file.
CREATE TABLE challenge (
    id         $INT NOT NULL PRIMARY KEY,
    code       $TEXT NOT NULL UNIQUE,
    sort_order $INT NOT NULL,
    themes     $TEXT NOT NULL,
    articles   $TEXT NOT NULL,
    wish       $TEXT NOT NULL,
    edited_at  $INT
) $STRICT;

CREATE TABLE challenge_text (
    language     $TEXT NOT NULL,
    slug         $TEXT NOT NULL,
    challenge_id $INT NOT NULL REFERENCES challenge (id),
    title        $TEXT NOT NULL,
    sort_key     $TEXT NOT NULL,
    summary      $TEXT NOT NULL,
    body         $TEXT NOT NULL,
    PRIMARY KEY (language, slug)
) $KEYED;
CREATE UNIQUE INDEX challenge_text_by_challenge ON challenge_text (challenge_id, language);
