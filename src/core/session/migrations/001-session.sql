-- SPDX-License-Identifier: EUPL-1.2
-- Who is signed in where. The browser has the token, we have its hash.
CREATE TABLE session (
    id         $INT NOT NULL PRIMARY KEY,  -- what a person revokes it by: it opens nothing
    token_hash $BYTES NOT NULL,
    person_id  $INT NOT NULL,
    method     $TEXT NOT NULL,             -- password, link, oidc
    agent      $TEXT NOT NULL,             -- the browser, in its own words
    begun_at   $INT NOT NULL,
    seen_at    $INT NOT NULL,              -- to the quarter of an hour
    ends_at    $INT NOT NULL               -- at the latest
) $STRICT;
CREATE UNIQUE INDEX session_by_token ON session (token_hash);
CREATE INDEX session_by_person ON session (person_id, seen_at);
CREATE INDEX session_by_end ON session (ends_at);
