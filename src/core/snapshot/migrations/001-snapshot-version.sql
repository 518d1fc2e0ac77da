-- SPDX-License-Identifier: EUPL-1.2
-- Bumped by every step that changes what a snapshot in memory rests on.
CREATE TABLE snapshot_version (
    name   $TEXT NOT NULL PRIMARY KEY,
    number $INT NOT NULL
) $KEYED;
