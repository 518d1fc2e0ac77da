-- SPDX-License-Identifier: EUPL-1.2
-- One that holds dialogues: the association, a municipality, a region, or one of civil society.
CREATE TABLE organisation (
    id              $INT NOT NULL PRIMARY KEY,
    code            $TEXT NOT NULL UNIQUE, -- "1490", "14"; otherwise such as "skr"
    kind            $TEXT NOT NULL,        -- association, municipality, region, civil-society
    name            $TEXT NOT NULL,        -- as it writes it itself
    short_name      $TEXT NOT NULL,
    name_en         $TEXT NOT NULL,        -- '': as name
    slug            $TEXT NOT NULL UNIQUE, -- in the page's address, in all languages
    sort_key        $TEXT NOT NULL,        -- of short_name
    county          $TEXT NOT NULL,        -- code; '' where it has none
    same_as         $TEXT,                 -- code of the one that stands for it; NULL: it stands for itself
    languages       $TEXT NOT NULL,        -- codes with ';' between, the main one first; '': all
    controller      $TEXT NOT NULL,        -- of personal data; '' where it is not told
    privacy_contact $TEXT NOT NULL,        -- e-mail address; '' where it is not known
    verified_at     $INT,                  -- NULL until somebody has seen to it that its people are its own
    updated_at      $INT,                  -- by an import; NULL: never
    edited_at       $INT                   -- NULL until an administrator changes it: imports then leave it
) $STRICT;

-- The host names that lead to an organisation's own part of the portal.
CREATE TABLE organisation_host (
    host            $TEXT NOT NULL PRIMARY KEY,
    organisation_id $INT NOT NULL REFERENCES organisation (id),
    position        $INT NOT NULL          -- 1: the main one
) $KEYED;
CREATE INDEX organisation_host_by_organisation ON organisation_host (organisation_id, position);
