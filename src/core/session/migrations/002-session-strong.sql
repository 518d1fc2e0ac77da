-- SPDX-License-Identifier: EUPL-1.2
-- Whether two factors were shown, such as a password and a code of an app.
ALTER TABLE session ADD COLUMN strong $INT NOT NULL DEFAULT 0;
