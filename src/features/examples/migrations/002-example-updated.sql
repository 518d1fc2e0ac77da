-- SPDX-License-Identifier: EUPL-1.2
-- When an import last changed it; NULL: never.
ALTER TABLE example ADD COLUMN updated_at $INT;
