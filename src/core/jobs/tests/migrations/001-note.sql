-- SPDX-License-Identifier: EUPL-1.2
-- Who has run which job: for tests.
CREATE TABLE note (
    id $INT NOT NULL PRIMARY KEY,
    job $INT NOT NULL,
    process $INT NOT NULL
) $STRICT;
