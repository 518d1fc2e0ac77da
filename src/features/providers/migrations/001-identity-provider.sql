-- SPDX-License-Identifier: EUPL-1.2
-- Where people may sign in elsewhere: BankID or Freja through somebody who offers them, or a
-- municipality's own login.
CREATE TABLE identity_provider (
    id              $INT NOT NULL PRIMARY KEY,
    organisation_id $INT NOT NULL,         -- 0: the portal's own
    name            $TEXT NOT NULL,        -- on the button
    issuer          $TEXT NOT NULL,
    client_id       $TEXT NOT NULL,
    client_secret   $TEXT NOT NULL,        -- ''; a public client
    scope           $TEXT NOT NULL,
    acr_values      $TEXT NOT NULL,        -- levels that are demanded, or ''
    strong          $INT NOT NULL,         -- it asks two factors of people
    enabled         $INT NOT NULL,
    updated_at      $INT NOT NULL,
    UNIQUE (organisation_id, issuer, client_id)
) $STRICT;
CREATE INDEX identity_provider_by_use ON identity_provider (enabled, organisation_id, name);
