-- SPDX-License-Identifier: EUPL-1.2
-- When the method came to this portal: for its page.
ALTER TABLE method ADD COLUMN published_at $INT NOT NULL DEFAULT 0;
UPDATE method SET published_at = updated_at;
