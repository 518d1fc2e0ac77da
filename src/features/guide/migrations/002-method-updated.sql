-- SPDX-License-Identifier: EUPL-1.2
-- When the method's facts or words last changed: for its page and the feed.
ALTER TABLE method ADD COLUMN updated_at $INT NOT NULL DEFAULT 0;
