-- SPDX-License-Identifier: EUPL-1.2
CREATE TABLE setting (
    name $TEXT NOT NULL PRIMARY KEY,
    text $TEXT NOT NULL
) $KEYED;
