-- SPDX-License-Identifier: EUPL-1.2
-- When an import last changed it; NULL: never. Names of its pictures with ';' between, and in
-- each language what they show, in the same order.
ALTER TABLE example ADD COLUMN updated_at $INT;
ALTER TABLE example ADD COLUMN pictures $TEXT NOT NULL DEFAULT '';
ALTER TABLE example_text ADD COLUMN picture_texts $TEXT;
