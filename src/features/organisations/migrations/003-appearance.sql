-- SPDX-License-Identifier: EUPL-1.2
-- What an organisation looks like: theme_colour and its logo, changed together.
ALTER TABLE organisation ADD COLUMN appearance_version $INT NOT NULL DEFAULT 0; -- as facts_version
ALTER TABLE organisation_logo ADD COLUMN shape $INT NOT NULL DEFAULT 1000;  -- width / height, in thousandths
ALTER TABLE organisation_logo ADD COLUMN has_name $INT NOT NULL DEFAULT 0;  -- 1: the organisation's name can be read in it
ALTER TABLE organisation_logo ADD COLUMN removed $TEXT NOT NULL DEFAULT ''; -- what cleaning left out: counts with ';' between, in the order of enum svg_removed
