-- SPDX-License-Identifier: EUPL-1.2
-- A participation method: facts that are the same in every language. Sets are
-- codes with ';' between, the most typical first, as in content/methods.csv.
CREATE TABLE method (
    id                 $INT NOT NULL PRIMARY KEY,
    code               $TEXT NOT NULL UNIQUE,
    kind               $TEXT NOT NULL,
    audience           $TEXT NOT NULL,
    levels             $TEXT NOT NULL,
    purposes           $TEXT NOT NULL,
    phases             $TEXT NOT NULL,
    recruitment        $TEXT NOT NULL,
    formats            $TEXT NOT NULL,
    duration           $TEXT NOT NULL,
    participants_min   $INT NOT NULL,
    participants_max   $INT NOT NULL,
    minutes_min        $INT NOT NULL,
    minutes_max        $INT NOT NULL,
    lead_weeks         $INT NOT NULL,
    run_weeks          $INT NOT NULL,
    cost_band          $INT NOT NULL,
    staff_effort       $INT NOT NULL,
    facilitation_skill $INT NOT NULL,
    conflict           $INT NOT NULL,
    complexity         $INT NOT NULL,
    representativeness $INT NOT NULL,
    hard_to_reach      $INT NOT NULL,
    depth              $INT NOT NULL,
    breadth            $INT NOT NULL,
    children           $INT NOT NULL,
    needs_influence    $INT NOT NULL,
    spatial            $INT NOT NULL,
    related            $TEXT NOT NULL,
    source             $TEXT NOT NULL,
    edited_at          $INT               -- NULL until an editor changes it: imports then leave it
) $STRICT;

-- Its words in one language. Prose lists are items with '; ' between.
CREATE TABLE method_text (
    language   $TEXT NOT NULL,
    slug       $TEXT NOT NULL,            -- in the page's address
    method_id  $INT NOT NULL REFERENCES method (id),
    name       $TEXT NOT NULL,
    sort_key   $TEXT NOT NULL,
    summary    $TEXT NOT NULL,
    strengths  $TEXT NOT NULL,
    weaknesses $TEXT NOT NULL,
    use_when   $TEXT,                     -- NULL: not written yet
    avoid_when $TEXT,
    steps      $TEXT,
    origin     $TEXT,
    PRIMARY KEY (language, slug)
) $KEYED;
CREATE UNIQUE INDEX method_text_by_method ON method_text (method_id, language);
CREATE INDEX method_text_by_name ON method_text (language, sort_key);
