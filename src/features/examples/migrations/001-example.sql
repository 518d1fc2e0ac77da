-- SPDX-License-Identifier: EUPL-1.2
-- A dialogue that somebody has carried out, and tells about. Months are counted
-- from year 0: year * 12 + month - 1, with month from 1.
CREATE TABLE example (
    id           $INT NOT NULL PRIMARY KEY,
    code         $TEXT NOT NULL UNIQUE,
    organisation $TEXT NOT NULL,
    place        $TEXT NOT NULL,
    country      $TEXT NOT NULL,           -- ISO 3166: "SE"
    population   $INT NOT NULL,            -- of the place, when it was held
    start_month  $INT NOT NULL,
    end_month    $INT CHECK (end_month >= start_month), -- NULL: not known yet
    status       $TEXT NOT NULL,           -- finished, ongoing, planned
    themes       $TEXT NOT NULL,           -- codes with ';' between, the main one first
    contact      $TEXT NOT NULL,           -- '' where nobody is named
    links        $TEXT NOT NULL,           -- "words (address)" with '; ' between
    published_at $INT NOT NULL,
    demo         $INT NOT NULL,            -- 1: made up, and marked so wherever it is shown
    edited_at    $INT                      -- NULL until an editor changes it: imports then leave it
) $STRICT;

-- Its words in one language. A slug belongs to one example, whatever the language.
CREATE TABLE example_text (
    slug       $TEXT NOT NULL,             -- in the page's address
    language   $TEXT NOT NULL,
    example_id $INT NOT NULL REFERENCES example (id),
    title      $TEXT NOT NULL,
    sort_key   $TEXT NOT NULL,
    summary    $TEXT NOT NULL,
    background $TEXT NOT NULL,
    aim        $TEXT NOT NULL,
    process    $TEXT NOT NULL,
    results    $TEXT NOT NULL,
    more       $TEXT,                      -- NULL: nothing more
    PRIMARY KEY (slug, language)
) $KEYED;
CREATE UNIQUE INDEX example_text_by_example ON example_text (example_id, language);

-- The methods it used, by their codes in the guide, in the order of the teller.
CREATE TABLE example_method (
    method_code $TEXT NOT NULL,
    example_id  $INT NOT NULL REFERENCES example (id),
    position    $INT NOT NULL,
    PRIMARY KEY (method_code, example_id)
) $KEYED;
CREATE INDEX example_method_by_example ON example_method (example_id, position);
