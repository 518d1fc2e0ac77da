-- SPDX-License-Identifier: EUPL-1.2
-- Pictures by the hash of their contents. They never change; what shows one holds its name.
CREATE TABLE picture (
    name   $TEXT NOT NULL PRIMARY KEY,     -- 32 hex digits
    width  $INT NOT NULL,
    height $INT NOT NULL,
    bytes  $BYTES NOT NULL                 -- a JPEG
) $STRICT;
