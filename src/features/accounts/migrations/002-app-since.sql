-- SPDX-License-Identifier: EUPL-1.2
-- Since when somebody has the app: one that an intruder turned on goes when the owner takes the account back.
ALTER TABLE person ADD COLUMN totp_since $INT NOT NULL DEFAULT 0;
