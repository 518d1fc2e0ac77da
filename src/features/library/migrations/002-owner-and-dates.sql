-- SPDX-License-Identifier: EUPL-1.2
-- Who answers for a text, where that is not whoever answers for the portal: "Anna Ek, process leader".
ALTER TABLE library_text ADD COLUMN owner $TEXT NOT NULL DEFAULT '';
ALTER TABLE challenge_text ADD COLUMN owner $TEXT NOT NULL DEFAULT '';
-- Midnight UTC of the day it was published; and when an import last changed it, NULL: never.
ALTER TABLE challenge ADD COLUMN published $INT;
ALTER TABLE challenge ADD COLUMN updated_at $INT;
ALTER TABLE library_item ADD COLUMN updated_at $INT;
