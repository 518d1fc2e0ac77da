-- SPDX-License-Identifier: EUPL-1.2
-- What an organisation's own administrators set.
ALTER TABLE organisation ADD COLUMN theme_colour $TEXT NOT NULL DEFAULT ''; -- "#0b5a61"; '': the portal's own theme
ALTER TABLE organisation ADD COLUMN strong_roles $INT NOT NULL DEFAULT 0;   -- 1: who sees personal data needs two factors
ALTER TABLE organisation ADD COLUMN levels $TEXT NOT NULL DEFAULT '';       -- that it uses, "1;2;4"; '': all five
-- Grow with each change; a form tells which one it was made from.
ALTER TABLE organisation ADD COLUMN facts_version $INT NOT NULL DEFAULT 0;
ALTER TABLE organisation ADD COLUMN levels_version $INT NOT NULL DEFAULT 0;

-- Its logo, cleaned: only what may stand in a page.
CREATE TABLE organisation_logo (
    organisation_id $INT NOT NULL PRIMARY KEY REFERENCES organisation (id),
    sha256          $TEXT NOT NULL,        -- of svg, in hexadecimal: names its address
    svg             $TEXT NOT NULL,
    stored_at       $INT NOT NULL
) $STRICT;

-- Boards and other political bodies. One that has ended stays: what it decided still says its name.
CREATE TABLE organisation_board (
    id              $INT NOT NULL PRIMARY KEY,
    organisation_id $INT NOT NULL REFERENCES organisation (id),
    name            $TEXT NOT NULL,
    name_en         $TEXT NOT NULL,        -- '': as name
    kind            $TEXT NOT NULL,        -- council, executive, board, committee
    position        $INT NOT NULL,         -- place in the list, from 1
    ended_on        $TEXT NOT NULL,        -- a day, "2026-12-31"; '': it is there
    version         $INT NOT NULL          -- as facts_version
) $STRICT;
CREATE INDEX organisation_board_by_organisation ON organisation_board (organisation_id, position);

-- Groups that steer its dialogues, and who sits in them: people with public duties.
CREATE TABLE organisation_group (
    id              $INT NOT NULL PRIMARY KEY,
    organisation_id $INT NOT NULL REFERENCES organisation (id),
    name            $TEXT NOT NULL,
    name_en         $TEXT NOT NULL,
    task            $TEXT NOT NULL,        -- what it does, in a few sentences
    position        $INT NOT NULL,
    ended_on        $TEXT NOT NULL,
    version         $INT NOT NULL
) $STRICT;
CREATE INDEX organisation_group_by_organisation ON organisation_group (organisation_id, position);

CREATE TABLE organisation_group_member (
    group_id        $INT NOT NULL REFERENCES organisation_group (id),
    position        $INT NOT NULL,
    name            $TEXT NOT NULL,
    role            $TEXT NOT NULL,        -- party or task: "S, chair"; '': not told
    since           $TEXT NOT NULL,        -- as people write it: "2023", "March 2024"
    until           $TEXT NOT NULL,
    PRIMARY KEY (group_id, position)
) $KEYED;

CREATE TABLE organisation_group_board (
    group_id        $INT NOT NULL REFERENCES organisation_group (id),
    board_id        $INT NOT NULL REFERENCES organisation_board (id),
    PRIMARY KEY (group_id, board_id)
) $KEYED;

-- Its own words for the levels of participation. No row, or '': the common words.
CREATE TABLE organisation_level (
    organisation_id $INT NOT NULL REFERENCES organisation (id),
    level           $INT NOT NULL,         -- 1 to 5: inform, consult, dialogue, influence, codecide
    language        $TEXT NOT NULL,
    label           $TEXT NOT NULL,
    explanation     $TEXT NOT NULL,
    PRIMARY KEY (organisation_id, level, language)
) $KEYED;

-- Principles, guidelines and promises: each a document that is adopted again now and then.
CREATE TABLE organisation_document (
    id              $INT NOT NULL PRIMARY KEY,
    organisation_id $INT NOT NULL REFERENCES organisation (id),
    kind            $TEXT NOT NULL,        -- principles, guidelines, promises
    slug            $TEXT NOT NULL,
    language        $TEXT NOT NULL,        -- that it is written in
    version         $INT NOT NULL,         -- as facts_version
    UNIQUE (organisation_id, slug)
) $STRICT;

-- One that is published never changes; at most the newest is a draft.
CREATE TABLE organisation_edition (
    document_id     $INT NOT NULL REFERENCES organisation_document (id),
    number          $INT NOT NULL,         -- from 1
    title           $TEXT NOT NULL,
    body            $TEXT NOT NULL,        -- Markdown
    board_id        $INT REFERENCES organisation_board (id), -- that adopted it
    adopted_by      $TEXT NOT NULL,        -- who else did; '' where it was a board, or is not told yet
    adopted_on      $TEXT NOT NULL,        -- a day; '' in a draft that does not tell it
    case_number     $TEXT NOT NULL,
    published_at    $INT,                  -- NULL: a draft
    PRIMARY KEY (document_id, number)
) $KEYED;
CREATE INDEX organisation_edition_by_board ON organisation_edition (board_id);
