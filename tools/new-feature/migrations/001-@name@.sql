-- SPDX-License-Identifier: EUPL-1.2
-- A short text that somebody has written.
CREATE TABLE @thing@ (
    id         $INT NOT NULL PRIMARY KEY,   -- ordered by time
    written_at $INT NOT NULL,               -- microseconds
    text       $TEXT NOT NULL
) $STRICT;
