-- SPDX-License-Identifier: EUPL-1.2
-- When a document begins to be found, in microseconds; 0: always.
ALTER TABLE search_doc ADD COLUMN found_from $INT NOT NULL DEFAULT 0;
